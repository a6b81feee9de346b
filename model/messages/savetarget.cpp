// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/savetarget.h"

#include "model/formats/csvmessages.h"
#include "model/formats/filenames.h"
#include "model/formats/savedmessages.h"
#include "model/messages/prettymessages.h"
#include "model/messages/wholefile.h"

#include <algorithm>
#include <functional>

namespace ottla {

namespace {

class FileTarget : public SaveTarget
{
public:
    using Append = std::function<void(std::string&, const Message&, SaveAccount&)>;

    FileTarget(WholeFile file, std::string begin, Append append)
        : m_file(std::move(file))
        , m_piece(std::move(begin))
        , m_append(std::move(append))
    { }

    Result<void> commit() override
    {
        auto flushed = flush();
        return flushed ? m_file.commit() : flushed;
    }
    std::int64_t bytes() const override
    {
        return static_cast<std::int64_t>(m_file.written() + m_piece.size());
    }

private:
    Result<void> write(const Message& message) override
    {
        constexpr std::size_t pieceSize = std::size_t{1} << 20U;
        m_append(m_piece, message, m_account);
        return m_piece.size() < pieceSize ? Result<void>() : flush();
    }
    Result<void> flush()
    {
        auto done = m_file.write(m_piece);
        m_piece.clear();
        return done;
    }

    WholeFile m_file;
    std::string m_piece;
    const Append m_append;
};

class FolderTarget : public SaveTarget
{
public:
    FolderTarget(WholeFolder folder, FileNamePattern pattern)
        : m_folder(std::move(folder))
        , m_pattern(std::move(pattern))
    { }

    Result<void> commit() override { return m_folder.commit(); }
    std::int64_t bytes() const override { return static_cast<std::int64_t>(m_folder.written()); }

private:
    Result<void> write(const Message& message) override
    {
        if (!message.value) {
            ++m_account.nulls;
            return {};
        }
        return m_folder.add(m_pattern.nameOf(message), *message.value);
    }

    WholeFolder m_folder;
    const FileNamePattern m_pattern;
};

} // namespace

Result<std::unique_ptr<SaveTarget>> SaveTarget::open(const SaveOptions& options)
{
    if (options.format == SaveFormat::RawFiles) {
        auto pattern = FileNamePattern::parse(options.namePattern);
        if (!pattern) {
            return pattern.error();
        }
        auto folder = WholeFolder::create(options.path);
        if (!folder) {
            return folder.error();
        }
        return std::unique_ptr<SaveTarget>(
            std::make_unique<FolderTarget>(*std::move(folder), *std::move(pattern)));
    }
    auto file = WholeFile::create(options.path);
    if (!file) {
        return file.error();
    }
    std::string begin;
    FileTarget::Append append;
    if (options.format == SaveFormat::Csv) {
        begin = CsvMessagesWriter::headerRow();
        append = [](std::string& out, const Message& message, SaveAccount&) {
            CsvMessagesWriter::append(out, message);
        };
    } else if (options.format == SaveFormat::JsonLines) {
        begin = SavedMessagesWriter::firstLine();
        append = [](std::string& out, const Message& message, SaveAccount&) {
            SavedMessagesWriter::append(out, message);
        };
    } else {
        append = [bodies = options.bodies](std::string& out, const Message& message,
                                           SaveAccount& account) {
            account.raw += appendPrettyMessage(out, message, bodies);
        };
    }
    return std::unique_ptr<SaveTarget>(
        std::make_unique<FileTarget>(*std::move(file), std::move(begin), std::move(append)));
}

Result<void> SaveTarget::add(const Message& message)
{
    if (auto done = write(message); !done) {
        return done;
    }
    ++m_account.messages;
    auto& span = m_account.partitions
                     .try_emplace({message.topic, message.partition},
                                  SaveAccount::Span{0, message.offset, 0})
                     .first->second;
    span.first = std::min(span.first, message.offset);
    span.last = std::max(span.last, message.offset);
    ++span.messages;
    return {};
}

} // namespace ottla
