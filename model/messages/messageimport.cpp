// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messageimport.h"

#include "model/client/bulkproducer.h"
#include "model/formats/savedmessages.h"
#include "model/formats/sizetext.h"
#include "model/messages/wholefile.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocale>

#include <algorithm>
#include <fstream>

namespace ottla {

namespace {

constexpr std::size_t mostFailures = 1000;

QString tr(const char* text)
{
    return QCoreApplication::translate("ottla::MessageImport", text);
}

QString number(std::int64_t value)
{
    return QLocale().toString(static_cast<qlonglong>(value));
}

QString shownPath(const std::filesystem::path& path)
{
    return QDir::toNativeSeparators(QString::fromStdString(path.string()));
}

Result<std::int64_t> openFile(std::ifstream& in, const std::filesystem::path& path)
{
    std::error_code code;
    const auto size = std::filesystem::file_size(path, code);
    in.open(path, std::ios::binary);
    if (code || !in) {
        return Error{Errc::NotFound, "The file cannot be opened", path.string()};
    }
    return static_cast<std::int64_t>(size);
}

/// The messages of a file one by one, with the number of the line that each stood on.
class FileMessages
{
public:
    FileMessages(const AddFileRequest& request, std::istream& in)
        : m_request(request)
        , m_in(in)
        , m_saved(in)
    { }

    Result<std::optional<NewMessage>> next()
    {
        return m_request.format == AddFileRequest::Format::Lines ? nextLine() : nextSaved();
    }
    [[nodiscard]] std::int64_t line() const { return m_line; }
    [[nodiscard]] std::int64_t bytes() const { return m_bytes; }

private:
    Result<std::optional<NewMessage>> nextSaved()
    {
        auto read = m_saved.next();
        m_line = m_saved.line();
        m_bytes = m_saved.bytes();
        if (!read) {
            return read.error();
        }
        if (!*read) {
            return std::optional<NewMessage>();
        }
        Message& from = **read;
        NewMessage message{
            .topic = m_request.topic, .key = std::move(from.key), .value = std::move(from.value)};
        if (m_request.keepPartitions) {
            message.partition = from.partition;
        }
        if (m_request.keepTimestamps && from.timestampType != TimestampType::None) {
            message.timestamp = from.timestamp;
        }
        if (m_request.keepHeaders) {
            message.headers = std::move(from.headers);
        }
        return std::optional(std::move(message));
    }

    Result<std::optional<NewMessage>> nextLine()
    {
        std::string line;
        ++m_line;
        if (!std::getline(m_in, line)) {
            return m_in.bad() ? Result<std::optional<NewMessage>>(
                       Error{Errc::Io, "The file cannot be read", "line " + std::to_string(m_line)})
                              : Result<std::optional<NewMessage>>(std::optional<NewMessage>());
        }
        m_bytes += static_cast<std::int64_t>(line.size()) + 1;
        NewMessage message{.topic = m_request.topic};
        const std::string& separator = m_request.keySeparator;
        const std::size_t at = separator.empty() ? std::string::npos : line.find(separator);
        if (at != std::string::npos) {
            message.key = line.substr(0, at);
            message.value = line.substr(at + separator.size());
        } else if (separator.empty()) {
            message.value = std::move(line);
        } else {
            return Error{Errc::Malformed, "The line has no \"" + separator + "\" behind its key",
                         "line " + std::to_string(m_line)};
        }
        return std::optional(std::move(message));
    }

    const AddFileRequest& m_request;
    std::istream& m_in;
    SavedMessagesReader m_saved;
    std::int64_t m_line = 0;
    std::int64_t m_bytes = 0;
};

/// Sends what a file has and keeps the account.
class Adding
{
public:
    Adding(const AddFileRequest& request, AddFileAccount& account, JobControl& control)
        : m_request(request)
        , m_account(account)
        , m_control(control)
    { }

    Result<void> run(const KafkaProperties& properties, const WriteGate& gate);

private:
    void sendAll(FileMessages& messages, BulkProducer& producer, std::int64_t size);
    bool sendOne(const NewMessage& message, std::int64_t line, BulkProducer& producer);
    void heard(std::int64_t line, const Result<StoredAt>& stored);
    void failed(std::int64_t line, const std::string& why);
    void reportTo(std::int64_t bytes, std::int64_t size);

    const AddFileRequest& m_request;
    AddFileAccount& m_account;
    JobControl& m_control;
};

Result<void> Adding::run(const KafkaProperties& properties, const WriteGate& gate)
{
    constexpr std::chrono::milliseconds pace{100};
    std::ifstream in;
    auto size = openFile(in, m_request.file);
    if (!size) {
        return size.error();
    }
    auto producer =
        BulkProducer::create(properties, gate, m_request.compression,
                             [this](std::uint64_t line, const Result<StoredAt>& stored) {
                                 heard(static_cast<std::int64_t>(line), stored);
                             });
    if (!producer) {
        return producer.error();
    }
    FileMessages messages(m_request, in);
    sendAll(messages, **producer, *size);
    bool gaveUp = false;
    while ((*producer)->wait(pace) > 0) {
        reportTo(messages.bytes(), *size);
        if (m_control.cancelled() && !gaveUp) {
            gaveUp = true;
            m_account.cancelled = true;
            (*producer)->giveUp();
        }
    }
    std::sort(m_account.notAcknowledged.lines.begin(), m_account.notAcknowledged.lines.end());
    return {};
}

void Adding::sendAll(FileMessages& messages, BulkProducer& producer, std::int64_t size)
{
    LineSet& left = m_account.notAcknowledged;
    for (;;) {
        auto message = messages.next();
        if (!message) {
            left.from = messages.line();
            failed(0, message.error().describe());
            return;
        }
        if (!*message) {
            return;
        }
        if (!m_request.only.empty() && !m_request.only.contains(messages.line())) {
            continue;
        }
        ++m_account.read;
        if (!sendOne(**message, messages.line(), producer)) {
            left.from = messages.line();
            m_account.cancelled = m_control.cancelled();
            return;
        }
        reportTo(messages.bytes(), size);
    }
}

// False when nothing more is to be sent, and this message was not.
bool Adding::sendOne(const NewMessage& message, std::int64_t line, BulkProducer& producer)
{
    constexpr std::chrono::milliseconds pace{100};
    for (;;) {
        if (m_control.cancelled() || m_account.notAcknowledged.lines.size() >= mostFailures) {
            return false;
        }
        auto sent = producer.send(message, static_cast<std::uint64_t>(line));
        if (sent) {
            producer.wait(std::chrono::milliseconds(0));
            return true;
        }
        if (sent.error().code != Errc::Busy) {
            m_account.notAcknowledged.lines.push_back(line);
            failed(line, sent.error().describe());
            return true;
        }
        producer.wait(pace);
    }
}

void Adding::heard(std::int64_t line, const Result<StoredAt>& stored)
{
    if (!stored) {
        m_account.notAcknowledged.lines.push_back(line);
        failed(line, stored.error().describe());
        return;
    }
    ++m_account.acknowledged;
    auto& span =
        m_account.stored.try_emplace(stored->partition, AddFileAccount::Span{0, stored->offset, 0})
            .first->second;
    ++span.messages;
    span.first = std::min(span.first, stored->offset);
    span.last = std::max(span.last, stored->offset);
}

// Of several, the one that stands first in the file counts; 0 is where reading it ended.
void Adding::failed(std::int64_t line, const std::string& why)
{
    const std::int64_t at = line == 0 ? m_account.notAcknowledged.from : line;
    if (m_account.firstFailedLine == 0 || at < m_account.firstFailedLine) {
        m_account.firstFailedLine = at;
        m_account.why = why;
    }
}

void Adding::reportTo(std::int64_t bytes, std::int64_t size)
{
    m_control.report(m_account.acknowledged, bytes,
                     size == 0 ? -1 : static_cast<double>(bytes) / static_cast<double>(size));
}

JobReport reportOf(const AddFileRequest& request, const AddFileAccount& account)
{
    const QString topic = QString::fromStdString(request.topic);
    JobReport report;
    report.messages = account.acknowledged;
    report.whole = account.notAcknowledged.empty();
    report.summary = report.whole
        ? tr("Added %1 messages to %2; all were acknowledged")
              .arg(number(account.acknowledged), topic)
        : tr("%1 of %2 messages were acknowledged by %3")
              .arg(number(account.acknowledged), number(account.read), topic);
    if (account.cancelled) {
        report.summary += QStringLiteral(" · ") + tr("cancelled");
    }
    QStringList lines;
    for (const auto& [partition, span] : account.stored) {
        lines << tr("Partition %1: %2 messages stored, offsets %3 to %4")
                     .arg(number(partition), number(span.messages), number(span.first),
                          number(span.last));
    }
    if (account.firstFailedLine > 0) {
        lines << tr("First not acknowledged: line %1: %2")
                     .arg(number(account.firstFailedLine), QString::fromStdString(account.why));
    }
    if (const auto failed = account.notAcknowledged.lines.size(); failed > 0) {
        lines << tr("%1 messages were sent and not acknowledged")
                     .arg(number(static_cast<std::int64_t>(failed)));
    }
    if (account.notAcknowledged.from > 0) {
        lines << tr("From line %1 on nothing was sent").arg(number(account.notAcknowledged.from));
    }
    report.details = lines.join(u'\n');
    return report;
}

Result<JobReport> saveLines(const AddFileRequest& from, const LineSet& lines,
                            const std::filesystem::path& to, JobControl& control)
{
    std::ifstream in;
    auto size = openFile(in, from.file);
    if (!size) {
        return size.error();
    }
    auto file = WholeFile::create(to);
    if (!file) {
        return file.error();
    }
    JobReport report;
    std::int64_t bytes = 0;
    std::string line;
    for (std::int64_t at = 1; std::getline(in, line); ++at) {
        if (control.cancelled()) {
            return Error{Errc::Cancelled, "Cancelled"};
        }
        bytes += static_cast<std::int64_t>(line.size()) + 1;
        control.report(report.messages, bytes,
                       static_cast<double>(bytes) / static_cast<double>(std::max(*size, bytes)));
        const bool format = at == 1 && from.format == AddFileRequest::Format::JsonLines;
        if (!format && !lines.contains(at)) {
            continue;
        }
        line.push_back('\n');
        if (auto written = file->write(line); !written) {
            return written.error();
        }
        report.messages += format ? 0 : 1;
    }
    if (auto done = file->commit(); !done) {
        return done.error();
    }
    report.summary = tr("Saved %1 messages to %2").arg(number(report.messages), shownPath(to));
    return report;
}

} // namespace

bool LineSet::contains(std::int64_t line) const
{
    return (from >= 0 && line >= from) || std::binary_search(lines.begin(), lines.end(), line);
}

std::unique_ptr<MessageJob> addFileJob(KafkaProperties properties, WriteGate gate,
                                       AddFileRequest request,
                                       std::shared_ptr<AddFileAccount> account)
{
    const QString title =
        tr("Adding %1 to %2").arg(shownPath(request.file), QString::fromStdString(request.topic));
    return std::make_unique<MessageJob>(
        title,
        [properties = std::move(properties), gate = std::move(gate), request = std::move(request),
         account = std::move(account)](JobControl& control) -> Result<JobReport> {
            *account = {};
            if (auto done = Adding(request, *account, control).run(properties, gate); !done) {
                return done.error();
            }
            return reportOf(request, *account);
        });
}

std::unique_ptr<MessageJob> saveLinesJob(AddFileRequest from, LineSet lines,
                                         std::filesystem::path to)
{
    return std::make_unique<MessageJob>(
        tr("Saving to %1").arg(shownPath(to)),
        [from = std::move(from), lines = std::move(lines),
         to = std::move(to)](JobControl& control) { return saveLines(from, lines, to, control); });
}

} // namespace ottla
