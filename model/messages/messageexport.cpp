// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messageexport.h"

#include "model/formats/sizetext.h"
#include "model/messages/coverage.h"
#include "model/messages/storescan.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocale>

#include <algorithm>
#include <atomic>

namespace ottla {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ottla::MessageExport", text);
}

QString number(std::int64_t value)
{
    return QLocale().toString(static_cast<qlonglong>(value));
}

QString shownPath(const SaveOptions& options)
{
    return QDir::toNativeSeparators(QString::fromStdString(options.path.string()));
}

JobReport reportOf(const SaveTarget& target, const SaveOptions& options)
{
    const SaveAccount& account = target.account();
    JobReport report;
    report.messages = account.messages;
    report.summary =
        tr("Saved %1 messages (%2) to %3")
            .arg(number(account.messages), sizeText(target.bytes()), shownPath(options));
    QStringList lines;
    for (const auto& [place, span] : account.partitions) {
        lines << tr("%1, partition %2: %3 messages, offsets %4 to %5")
                     .arg(QString::fromStdString(place.first), number(place.second),
                          number(span.messages), number(span.first), number(span.last));
    }
    if (account.nulls > 0) {
        lines << tr("%1 messages without a value (null) have no file").arg(number(account.nulls));
        report.whole = false;
    }
    if (account.raw > 0) {
        report.summary += QStringLiteral(" · ")
            + tr("keys and values not decoded, there as raw bytes with the reason: %1")
                  .arg(number(account.raw));
        report.whole = false;
    }
    report.details = lines.join(u'\n');
    return report;
}

Error cancelled()
{
    return {Errc::Cancelled, "Cancelled"};
}

Result<JobReport> saveRows(const SaveRows& from, const SaveOptions& options, JobControl& control)
{
    auto target = SaveTarget::open(options);
    if (!target) {
        return target.error();
    }
    const RowOrder rows = from.list ? from.list() : RowOrder();
    const std::size_t first = from.list ? 0 : from.store->first();
    const std::size_t end = from.list ? rows.size() : from.store->size();
    StoreScan scan = from.list ? StoreScan(*from.store, rows) : StoreScan(*from.store);
    std::int64_t dropped = 0;
    for (std::size_t i = first; i < end; ++i) {
        if (control.cancelled()) {
            return cancelled();
        }
        const StoredMessage row = scan.at(from.list ? rows[i] : i);
        if (row.offset() < 0) {
            ++dropped; // a live read let go of it meanwhile
            continue;
        }
        if (auto added = (*target)->add(row.toMessage(from.store->topicOf(row))); !added) {
            return added.error();
        }
        control.report(static_cast<std::int64_t>(i + 1 - first), (*target)->bytes(),
                       static_cast<double>(i + 1 - first) / static_cast<double>(end - first));
    }
    if (auto done = (*target)->commit(); !done) {
        return done.error();
    }
    JobReport report = reportOf(**target, options);
    if (dropped > 0) {
        report.whole = false;
        report.summary += QStringLiteral(" · ")
            + tr("%1 were dropped by the live read before they could be saved")
                  .arg(number(dropped));
    }
    return report;
}

/// Writes what the reader delivers, on the reader's thread.
class SavingSink : public MessageSink
{
public:
    SavingSink(SaveTarget& target, const std::vector<std::string>& topics,
               const MessageFilter* filter)
        : m_target(target)
        , m_topics(topics)
        , m_filter(filter)
    { }

    Result<bool> add(const MessageView& view) override
    {
        const Verdict verdict = m_filter ? m_filter->verdict(view) : Verdict::Yes;
        if (verdict != Verdict::Yes) {
            m_undecodable += verdict == Verdict::Unknown ? 1 : 0;
            return false;
        }
        assign(view);
        if (auto added = m_target.add(m_message); !added) {
            return added.error();
        }
        m_messages = m_target.account().messages;
        m_bytes = m_target.bytes();
        return true;
    }
    void batchAdded() override { }
    [[nodiscard]] std::int64_t messages() const { return m_messages; }
    [[nodiscard]] std::int64_t bytes() const { return m_bytes; }
    /// Messages of which it is not known whether they match.
    [[nodiscard]] std::int64_t undecodable() const { return m_undecodable; }

private:
    // Into the same memory each time.
    void assign(const MessageView& view)
    {
        const auto copy = [](std::optional<std::string>& to, std::optional<std::string_view> from) {
            if (!from) {
                to.reset();
            } else if (to) {
                to->assign(*from);
            } else {
                to.emplace(*from);
            }
        };
        m_message.topic = m_topics[view.topic];
        m_message.partition = view.partition;
        m_message.offset = view.offset;
        m_message.timestamp = view.timestamp;
        m_message.timestampType = view.timestampType;
        m_message.leaderEpoch =
            view.leaderEpoch < 0 ? std::nullopt : std::optional<std::int32_t>(view.leaderEpoch);
        copy(m_message.key, view.key);
        copy(m_message.value, view.value);
        m_message.headers.resize(view.headers.size());
        for (std::size_t i = 0; i < view.headers.size(); ++i) {
            m_message.headers[i].name.assign(view.headers[i].first);
            copy(m_message.headers[i].value, view.headers[i].second);
        }
    }

    SaveTarget& m_target;
    const std::vector<std::string>& m_topics;
    const MessageFilter* m_filter;
    Message m_message;
    std::atomic<std::int64_t> m_messages = 0;
    std::atomic<std::int64_t> m_bytes = 0;
    std::atomic<std::int64_t> m_undecodable = 0;
};

double shareOf(const ReadProgress& progress)
{
    std::int64_t asked = 0;
    for (const PartitionProgress& partition : progress.partitions) {
        asked += std::max<std::int64_t>(0, partition.end - partition.start);
    }
    return asked == 0
        ? -1
        : 1 - static_cast<double>(unreadOffsets(progress)) / static_cast<double>(asked);
}

// Why the read cannot be taken for all that was asked for. Offsets that nobody can read any more,
// since they were deleted meanwhile, are no such reason.
std::optional<Error> brokenPartition(const ReadProgress& progress)
{
    using State = ReadProgress::State;
    for (const PartitionProgress& partition : progress.partitions) {
        if (!partition.error.empty() || !partition.known) {
            return Error{Errc::Remote,
                         partition.error.empty() ? "Its offsets are not known" : partition.error,
                         progress.topics[partition.topic] + " partition "
                             + std::to_string(partition.partition)};
        }
    }
    const bool ended = progress.state == State::Finished || progress.state == State::Incomplete
        || (progress.state == State::Stopped && progress.enough);
    return ended ? std::nullopt
                 : std::optional(progress.error.value_or(Error{Errc::Io, "The read ended early"}));
}

Result<JobReport> saveTopic(const KafkaProperties& properties, const ReadRequest& request,
                            const MessageFilter* filter, const SaveOptions& options,
                            JobControl& control)
{
    constexpr std::chrono::milliseconds pace{50};
    auto target = SaveTarget::open(options);
    if (!target) {
        return target.error();
    }
    ReadProgress progress;
    SavingSink sink(**target, request.topics, filter);
    {
        MessageReader reader(properties, request, sink);
        reader.start();
        do {
            if (control.waitCancelled(pace)) {
                return cancelled();
            }
            progress = reader.progress();
            control.report(sink.messages(), sink.bytes(), shareOf(progress));
        } while (progress.active());
    }
    if (const auto broken = brokenPartition(progress)) {
        return *broken;
    }
    if (auto done = (*target)->commit(); !done) {
        return done.error();
    }
    JobReport report = reportOf(**target, options);
    if (const QString unread = unreadText(progress); !unread.isEmpty()) {
        report.whole = false;
        report.summary += QStringLiteral(" · ") + unread;
    }
    if (sink.undecodable() > 0) {
        report.whole = false;
        report.summary += QStringLiteral(" · ")
            + tr("%1 could not be decoded to be judged").arg(number(sink.undecodable()));
    }
    report.details += u'\n' + coverageText(progress);
    return report;
}

} // namespace

std::unique_ptr<MessageJob> saveRowsJob(SaveRows rows, SaveOptions options)
{
    const QString title = tr("Saving to %1").arg(shownPath(options));
    return std::make_unique<MessageJob>(
        title, [rows = std::move(rows), options = std::move(options)](JobControl& control) {
            return saveRows(rows, options, control);
        });
}

std::unique_ptr<MessageJob> saveTopicJob(KafkaProperties properties, ReadRequest request,
                                         std::shared_ptr<const MessageFilter> filter,
                                         SaveOptions options)
{
    request.live = false;
    QStringList topics;
    for (const std::string& topic : request.topics) {
        topics << QString::fromStdString(topic);
    }
    const QString title =
        tr("Saving %1 to %2").arg(topics.join(QStringLiteral(", ")), shownPath(options));
    return std::make_unique<MessageJob>(
        title,
        [properties = std::move(properties), request = std::move(request),
         filter = std::move(filter), options = std::move(options)](JobControl& control) {
            return saveTopic(properties, request, filter.get(), options, control);
        });
}

} // namespace ottla
