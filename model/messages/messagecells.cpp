// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagecells.h"

#include "model/decoders/decoder.h"
#include "model/formats/agetext.h"
#include "model/formats/bodyformat.h"
#include "model/formats/sizetext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

namespace ottla {

namespace {

constexpr std::size_t previewBytes = 400; // more than a cell can show
const QString exactTime = QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz");
const QString nothing = QStringLiteral("–");
const QString fieldPrefix = QStringLiteral("field:");

struct Fixed
{
    const char* id;
    const char* title;
    const char* explanation;
    bool number;
};

constexpr std::array<Fixed, MessageCells::FixedCount> fixed{{
    {"topic", QT_TRANSLATE_NOOP("ottla::MessageCells", "Topic"), "", false},
    {"partition", QT_TRANSLATE_NOOP("ottla::MessageCells", "Part."),
     QT_TRANSLATE_NOOP("ottla::MessageCells", "Partition"), true},
    {"offset", QT_TRANSLATE_NOOP("ottla::MessageCells", "Offset"), "", true},
    {"timestamp", QT_TRANSLATE_NOOP("ottla::MessageCells", "Timestamp"), "", false},
    {"timestampType", QT_TRANSLATE_NOOP("ottla::MessageCells", "Set by"),
     QT_TRANSLATE_NOOP("ottla::MessageCells", "Who set the timestamp: the producer or the broker"),
     false},
    {"key", QT_TRANSLATE_NOOP("ottla::MessageCells", "Key"), "", false},
    {"value", QT_TRANSLATE_NOOP("ottla::MessageCells", "Value"), "", false},
    {"headers", QT_TRANSLATE_NOOP("ottla::MessageCells", "Headers"), "", false},
    {"keySize", QT_TRANSLATE_NOOP("ottla::MessageCells", "Key size"), "", true},
    {"valueSize", QT_TRANSLATE_NOOP("ottla::MessageCells", "Value size"), "", true},
    {"size", QT_TRANSLATE_NOOP("ottla::MessageCells", "Size"),
     QT_TRANSLATE_NOOP("ottla::MessageCells", "Key, value and headers"), true},
    {"leaderEpoch", QT_TRANSLATE_NOOP("ottla::MessageCells", "Epoch"),
     QT_TRANSLATE_NOOP("ottla::MessageCells",
                       "The leader's epoch when the message was written, where it is known"),
     true},
    {"schema", QT_TRANSLATE_NOOP("ottla::MessageCells", "Schema"),
     QT_TRANSLATE_NOOP("ottla::MessageCells", "What the value was read by"), false},
}};

QString tr(const char* text)
{
    return QCoreApplication::translate("ottla::MessageCells", text);
}

const Fixed& fixedAt(int column)
{
    return fixed[static_cast<std::size_t>(column)];
}

QString number(qlonglong value)
{
    return QLocale().toString(value);
}

QDateTime timeOf(const StoredMessage& message)
{
    return QDateTime::fromMSecsSinceEpoch(message.timestamp());
}

QString utf8(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

// Turns the text behind it around, and is not seen itself.
bool isDirection(QChar c)
{
    const char16_t u = c.unicode();
    return u == 0x061C || u == 0x200E || u == 0x200F || (u >= 0x202A && u <= 0x202E)
        || (u >= 0x2066 && u <= 0x2069);
}

// One line: runs of white space become a space. In the order in which it is stored.
QString oneLine(std::string_view bytes)
{
    QString text;
    bool space = false;
    for (const QChar c : utf8(bytes.substr(0, previewBytes))) {
        if (isDirection(c)) {
            continue;
        }
        const bool blank = c.unicode() <= 0x20 || c.unicode() == 0x7F;
        if (!blank || !space) {
            text += blank ? QChar(u' ') : c;
        }
        space = blank;
    }
    return text;
}

// White space as signs for it.
QString visibleBlanks(std::string_view blanks)
{
    QString text;
    for (const char c : blanks) {
        text += c == '\n' ? u'↵' : c == '\r' ? u'␍' : c == '\t' ? u'→' : u'␣';
    }
    return text;
}

std::optional<std::string_view> bodyOf(const StoredMessage& message, int column)
{
    return column == MessageCells::Key ? message.key() : message.value();
}

QString hex(std::string_view bytes, char separator = '\0')
{
    return QString::fromLatin1(
        QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()))
            .toHex(separator));
}

QString bytesAsText(std::string_view body)
{
    return isUtf8(body) ? utf8(body) : hex(body);
}

QString headersText(const StoredMessage& message, QChar separator, std::size_t most)
{
    QStringList parts;
    std::size_t bytes = 0;
    for (const Header& header : message.headers()) {
        parts << utf8(header.name) + u'='
                + (header.value ? bytesAsText(*header.value) : QStringLiteral("∅"));
        bytes += header.name.size() + (header.value ? header.value->size() : 0);
        if (bytes > most) {
            break;
        }
    }
    return parts.join(separator == u'\n' ? QStringLiteral("\n") : QStringLiteral(", "));
}

QString bytesText(const std::optional<std::string_view>& body)
{
    return body ? sizeText(static_cast<qint64>(body->size())) : nothing;
}

std::string schemaOf(const StoredMessage& message, const FilterBodies& bodies)
{
    const auto value = message.value();
    if (!value) {
        return {};
    }
    const auto decoded = bodies.ofValue(*value).decodeValue(*value, message.key());
    return decoded && decoded->schema ? decoded->schema->describe() : std::string();
}

// Behind a stand-in.
QString whatIsThere(const std::optional<std::string_view>& body)
{
    return !body ? tr("Null")
        : body->empty()
        ? tr("Empty: 0 bytes")
        : tr("White space: %1 bytes").arg(number(static_cast<qlonglong>(body->size())));
}

std::int64_t sizeOf(const std::optional<std::string_view>& body)
{
    return body ? static_cast<std::int64_t>(body->size()) : -1;
}

} // namespace

QString MessageCells::id(int column) const
{
    return column < FixedCount ? QString(QLatin1String(fixedAt(column).id))
                               : QString(fieldPrefix + field(column).path());
}

QString MessageCells::fieldOf(const QString& id)
{
    return id.startsWith(fieldPrefix) ? id.mid(fieldPrefix.size()) : QString();
}

void MessageCells::setBodies(FilterBodies bodies)
{
    m_bodies = std::make_shared<FilterBodies>(std::move(bodies));
}

int MessageCells::columnOf(const QString& id) const
{
    for (int column = 0; column < count(); ++column) {
        if (this->id(column) == id) {
            return column;
        }
    }
    return -1;
}

QString MessageCells::title(int column) const
{
    return column < FixedCount ? tr(fixedAt(column).title) : field(column).path();
}

QString MessageCells::explanation(int column) const
{
    const char* text = column < FixedCount
        ? fixedAt(column).explanation
        : QT_TRANSLATE_NOOP("ottla::MessageCells", "A field of the decoded value");
    return *text == '\0' ? QString() : tr(text);
}

bool MessageCells::isNumber(int column)
{
    return column < FixedCount && fixedAt(column).number;
}

QString MessageCells::timeText(const StoredMessage& message) const
{
    if (message.timestampType() == TimestampType::None) {
        return nothing;
    }
    switch (m_timeFormat) {
    case TimeFormat::Local:
        return timeOf(message).toString(exactTime);
    case TimeFormat::Utc:
        return timeOf(message).toUTC().toString(exactTime) + u'Z';
    case TimeFormat::Epoch:
        return QString::number(message.timestamp());
    case TimeFormat::Age:
        return ageText(QDateTime::currentMSecsSinceEpoch() - message.timestamp());
    }
    return {};
}

std::optional<QString> MessageCells::standIn(const StoredMessage& message, int column) const
{
    if (column != Key && column != Value) {
        return std::nullopt;
    }
    const auto body = bodyOf(message, column);
    if (!body) {
        return column == Value ? tr("∅ tombstone") : QStringLiteral("∅");
    }
    const std::string_view start = body->substr(0, previewBytes);
    if (start.find_first_not_of(" \t\r\n") != std::string_view::npos) {
        return std::nullopt;
    }
    const ShownBody whole = shown(message, column);
    if (whole.decoder() != nullptr) {
        // No bytes are a message of some formats.
        const bool read = !body->empty() || whole.text();
        return read ? std::nullopt : std::optional(tr("empty"));
    }
    return body->empty() ? tr("empty") : visibleBlanks(start);
}

QString MessageCells::undecoded(const StoredMessage& message, int column) const
{
    if (column != Key && column != Value) {
        return QStringLiteral("…");
    }
    const auto instead = standIn(message, column);
    return instead ? *instead : oneLine(*bodyOf(message, column));
}

QString MessageCells::bodyText(const StoredMessage& message, int column) const
{
    const ShownBody body = shown(message, column);
    if (body.decoder() == nullptr || isStandIn(message, column)) {
        return undecoded(message, column);
    }
    const auto text = body.text();
    return text ? oneLine(*text) : hex(body.bytes()->substr(0, previewBytes / 3), ' ');
}

QVariant MessageCells::wholeBody(const StoredMessage& message, int column) const
{
    const ShownBody body = shown(message, column);
    if (body.decoder() != nullptr) {
        const auto text = body.text();
        return text ? utf8(*text) : hex(*body.bytes());
    }
    return body.bytes() ? QVariant(bytesAsText(*body.bytes())) : QVariant();
}

QString MessageCells::whyRaw(const StoredMessage& message, int column) const
{
    if (!isQuick(message, column)) {
        return {};
    }
    const ShownBody body = shown(message, column);
    if (!body.isDecoded()) {
        return {};
    }
    const auto read = body.decode();
    if (read) {
        return {};
    }
    return read.error().code == Errc::Busy
        ? tr("Raw bytes for now: %1…").arg(QString::fromStdString(read.error().message))
        : tr("Not %1, shown as raw bytes: %2")
              .arg(QString::fromStdString(body.decoder()->name),
                   QString::fromStdString(read.error().describe()));
}

bool MessageCells::decodes(const StoredMessage& message) const
{
    return shown(message, Key).isDecoded() || shown(message, Value).isDecoded();
}

bool MessageCells::isQuick(const StoredMessage& message, int column) const
{
    // Small bodies may unfold to large ones; those that are not decoded do not.
    constexpr std::size_t small = std::size_t{4} << 10U;
    constexpr std::size_t medium = std::size_t{64} << 10U;
    const auto body = bodyOf(message, column);
    if (!mayDecode(column) || !body || body->size() <= small) {
        return true;
    }
    if (body->size() > medium || isDecoded(column)) {
        return body->size() <= medium;
    }
    return !shown(message, column).isDecoded();
}

QString MessageCells::text(const MessageStore& store, const StoredMessage& message,
                           int column) const
{
    switch (column) {
    case Topic:
        return QString::fromStdString(store.topicOf(message));
    case Partition:
        return number(message.partition());
    case Offset:
        return number(message.offset());
    case Timestamp:
        return timeText(message);
    case TimestampKind:
        return message.timestampType() == TimestampType::Create ? tr("producer")
            : message.timestampType() == TimestampType::Append  ? tr("broker")
                                                                : nothing;
    case Key:
    case Value:
        return bodyText(message, column);
    case Headers:
        return oneLine(headersText(message, u',', previewBytes).toStdString());
    case KeySize:
        return bytesText(message.key());
    case ValueSize:
        return bytesText(message.value());
    case Size:
        return sizeText(static_cast<qint64>(message.size()));
    case LeaderEpoch:
        return message.leaderEpoch() < 0 ? nothing : number(message.leaderEpoch());
    case Schema:
        return QString::fromStdString(schemaOf(message, *m_bodies));
    default: {
        const auto value = field(column).value(message, *m_bodies);
        return value ? oneLine(*value) : nothing;
    }
    }
}

QVariant MessageCells::exact(const MessageStore& store, const StoredMessage& message,
                             int column) const
{
    const auto size = [](const std::optional<std::string_view>& bytes) {
        return bytes ? QVariant(static_cast<qlonglong>(bytes->size())) : QVariant();
    };
    switch (column) {
    case Partition:
        return message.partition();
    case Offset:
        return static_cast<qlonglong>(message.offset());
    case Timestamp:
        return m_timeFormat == TimeFormat::Local || m_timeFormat == TimeFormat::Utc
            ? QVariant(timeText(message))
            : QVariant(static_cast<qlonglong>(message.timestamp()));
    case Key:
    case Value:
        return wholeBody(message, column);
    case Headers:
        return headersText(message, u',', std::string::npos);
    case KeySize:
        return size(message.key());
    case ValueSize:
        return size(message.value());
    case Size:
        return static_cast<qlonglong>(message.size());
    case LeaderEpoch:
        return message.leaderEpoch() < 0 ? QVariant() : QVariant(message.leaderEpoch());
    case Topic:
    case TimestampKind:
    case Schema:
        return text(store, message, column);
    default: {
        const auto value = field(column).value(message, *m_bodies);
        return value ? QVariant(bytesAsText(*value)) : QVariant();
    }
    }
}

QString MessageCells::toolTip(const StoredMessage& message, int column) const
{
    constexpr std::size_t most = 2000;
    const auto bytes = [](qlonglong count) {
        return tr("%1 bytes").arg(number(count));
    };
    switch (column) {
    case Timestamp:
        return message.timestampType() == TimestampType::None
            ? tr("Written by a client that sets no timestamp")
            : tr("%1 local\n%2 UTC\n%3 ms since 1970\n%4")
                  .arg(timeOf(message).toString(exactTime),
                       timeOf(message).toUTC().toString(exactTime))
                  .arg(message.timestamp())
                  .arg(message.timestampType() == TimestampType::Create ? tr("set by the producer")
                                                                        : tr("set by the broker"));
    case Headers:
        return tr("%1 headers\n%2")
            .arg(number(static_cast<qlonglong>(message.headerCount())),
                 headersText(message, u'\n', most).left(most))
            .trimmed();
    case KeySize:
        return message.key() ? bytes(sizeOf(message.key())) : tr("The key is null");
    case ValueSize:
        return message.value() ? bytes(sizeOf(message.value())) : tr("The value is null");
    case Size:
        return bytes(static_cast<qlonglong>(message.size()));
    case Key:
    case Value:
        return isStandIn(message, column) ? whatIsThere(bodyOf(message, column))
                                          : whyRaw(message, column);
    default:
        return {};
    }
}

SortBy MessageCells::sortBy(const MessageStore& store, int column, bool descending) const
{
    if (column >= FixedCount) {
        return field(column).sortBy(m_bodies, descending);
    }
    SortBy by = ascending(store, column);
    by.descending = descending;
    return by;
}

SortBy MessageCells::ascending(const MessageStore& store, int column) const
{
    using Row = const StoredMessage&;
    switch (column) {
    case Topic:
        return {.bytes = [&store](Row m, std::string&) -> std::optional<std::string_view> {
            return store.topicOf(m);
        }};
    case Partition:
        return {.number = [](Row m) -> std::int64_t {
            return m.partition();
        }};
    case Offset:
        return {.number = [](Row m) {
            return m.offset();
        }};
    case Timestamp:
        // What has none comes first.
        return {.number = [](Row m) {
            return m.timestampType() == TimestampType::None
                ? std::numeric_limits<std::int64_t>::min()
                : m.timestamp();
        }};
    case TimestampKind:
        return {.number = [](Row m) {
            return static_cast<std::int64_t>(m.timestampType());
        }};
    case Key:
    case Value:
        return ShownBody::sortBy(column == Key, m_bodies);
    case Headers:
        return {.bytes = [](Row m, std::string& scratch) -> std::optional<std::string_view> {
            if (m.headerCount() == 0) {
                return std::nullopt;
            }
            scratch.clear();
            for (const Header& header : m.headers()) {
                scratch += header.name + '=' + header.value.value_or(std::string()) + '\0';
            }
            return scratch;
        }};
    case KeySize:
        return {.number = [](Row m) {
            return sizeOf(m.key());
        }};
    case ValueSize:
        return {.number = [](Row m) {
            return sizeOf(m.value());
        }};
    case LeaderEpoch:
        return {.number = [](Row m) -> std::int64_t {
            return m.leaderEpoch();
        }};
    case Schema:
        return {.bytes = [bodies = m_bodies](
                             Row m, std::string& scratch) -> std::optional<std::string_view> {
            scratch = schemaOf(m, *bodies);
            return scratch;
        }};
    default:
        return {.number = [](Row m) {
            return static_cast<std::int64_t>(m.size());
        }};
    }
}

} // namespace ottla
