// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/typedtime.h"

#include <QRegularExpression>
#include <QTimeZone>

#include <array>

namespace ottla {

namespace {

using Match = QRegularExpressionMatch;

constexpr qint64 dayMs = 86'400'000;
constexpr qint64 longest = 10'000 * 366 * dayMs; // nobody means more

Match matched(const char* pattern, const QString& text)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(QString::fromLatin1(pattern)),
                              QRegularExpression::CaseInsensitiveOption)
        .match(text);
}

std::optional<qint64> unitMs(QStringView unit)
{
    struct Unit
    {
        const char* name;
        qint64 milliseconds;
    };
    constexpr std::array units{
        Unit{"ms", 1},        Unit{"s", 1000},         Unit{"sec", 1000},
        Unit{"m", 60'000},    Unit{"min", 60'000},     Unit{"h", 3'600'000},
        Unit{"d", dayMs},     Unit{"day", dayMs},      Unit{"days", dayMs},
        Unit{"w", 7 * dayMs}, Unit{"hour", 3'600'000}, Unit{"hours", 3'600'000}};
    for (const Unit& each : units) {
        if (unit.compare(QLatin1String(each.name), Qt::CaseInsensitive) == 0) {
            return each.milliseconds;
        }
    }
    return std::nullopt;
}

// "-15m", "- 1h 30m", "+5 min", "2 d ago"
std::optional<QDateTime> relative(const QString& text, const QDateTime& now)
{
    if (text.compare(QLatin1String("now"), Qt::CaseInsensitive) == 0) {
        return now;
    }
    Match match = matched("([+-])\\s*((?:[0-9]{1,9}\\s*[a-z]+\\s*)+)", text);
    bool back = match.captured(1) == QStringLiteral("-");
    QString parts = match.captured(2);
    if (!match.hasMatch()) {
        match = matched("((?:[0-9]{1,9}\\s*[a-z]+\\s+)+)ago", text);
        back = true;
        parts = match.captured(1);
    }
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    qint64 sum = 0;
    static const QRegularExpression part(QStringLiteral("([0-9]+)\\s*([A-Za-z]+)"));
    for (auto each = part.globalMatch(parts); each.hasNext();) {
        const Match one = each.next();
        const auto unit = unitMs(one.capturedView(2));
        if (!unit) {
            return std::nullopt;
        }
        sum += one.capturedView(1).toLongLong() * *unit;
        if (sum > longest) {
            return std::nullopt;
        }
    }
    return now.addMSecs(back ? -sum : sum);
}

// Since 1970 UTC: seconds, with or without a fraction, and ms, µs and ns by their digits. Fewer
// digits would be a time of the seventies: rather a year or a half of something.
std::optional<QDateTime> epoch(const QString& text, const QDateTime& now)
{
    const Match match = matched("([0-9]{9,19}|0)(?:\\.([0-9]{1,9}))?", text);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    bool fits = false;
    qint64 number = match.capturedView(1).toLongLong(&fits);
    const qsizetype digits = match.capturedLength(1);
    if (!fits || (digits > 11 && match.hasCaptured(2))) {
        return std::nullopt;
    }
    if (digits <= 11) {
        number = number * 1000 + match.captured(2).leftJustified(3, u'0').left(3).toLongLong();
    } else if (digits > 17) {
        number /= 1'000'000;
    } else if (digits > 14) {
        number /= 1000;
    }
    return QDateTime::fromMSecsSinceEpoch(number).toTimeZone(now.timeZone());
}

// Takes the zone off the end of `text`: "Z", "UTC", "+02", "+0200", "+02:00", and Java's name of
// it in brackets behind. `wrong` where there cannot be such a one.
std::optional<QTimeZone> takeZone(QString& text, bool& wrong)
{
    static const QRegularExpression name(QStringLiteral("\\[[A-Za-z_/+-]+\\]$"));
    text.remove(name);
    static const QRegularExpression zone(
        QStringLiteral("(?:\\s*(Z|UTC|GMT)|(?<=[0-9])\\s*([+-])([0-9]{2}):?"
                       "([0-9]{2})?)$"),
        QRegularExpression::CaseInsensitiveOption);
    const Match match = zone.match(text);
    const bool named = match.hasCaptured(1);
    // Without a time of day, a sign stands within the date.
    if (!match.hasMatch() || (!named && !text.contains(u':'))) {
        return std::nullopt;
    }
    const int minutes = match.capturedView(4).toInt();
    const int seconds = match.capturedView(3).toInt() * 3600 + minutes * 60;
    text.truncate(match.capturedStart());
    if (named) {
        return QTimeZone::utc();
    }
    wrong = minutes > 59 || seconds > 14 * 3600;
    return wrong ? QTimeZone::utc() : QTimeZone(match.capturedView(2) == u"-" ? -seconds : seconds);
}

std::optional<QDate> dateOf(const QString& text, const QDate& today)
{
    const QString word = text.toLower();
    if (word.isEmpty() || word == QLatin1String("today")) {
        return today;
    }
    if (word == QLatin1String("yesterday")) {
        return today.addDays(-1);
    }
    if (word == QLatin1String("tomorrow")) {
        return today.addDays(1);
    }
    Match match = matched("([0-9]{4})([-/.]?)([0-9]{2})\\2([0-9]{2})", text);
    if (match.hasMatch()) {
        return QDate(match.capturedView(1).toInt(), match.capturedView(3).toInt(),
                     match.capturedView(4).toInt());
    }
    match = matched("([0-9]{1,2})\\.([0-9]{1,2})\\.([0-9]{4})", text);
    if (match.hasMatch()) {
        return QDate(match.capturedView(3).toInt(), match.capturedView(2).toInt(),
                     match.capturedView(1).toInt());
    }
    return std::nullopt;
}

std::optional<QDateTime> calendar(QString text, const QDateTime& now)
{
    bool wrong = false;
    const auto named = takeZone(text, wrong);
    const QTimeZone zone = named.value_or(now.timeZone());
    const Match match = matched("(.*?)(?:(?:^|T|\\s+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})"
                                "(?:[.,]([0-9]{1,9}))?)?)?",
                                text);
    const auto date = dateOf(match.captured(1).trimmed(), now.toTimeZone(zone).date());
    if (wrong || text.isEmpty() || !match.hasMatch() || !date || !date->isValid()) {
        return std::nullopt;
    }
    if (!match.hasCaptured(2)) {
        return date->startOfDay(zone);
    }
    const QTime time(match.capturedView(2).toInt(), match.capturedView(3).toInt(),
                     match.capturedView(4).toInt(),
                     match.captured(5).leftJustified(3, u'0').left(3).toInt());
    const QDateTime made(*date, time, zone);
    // When clocks go forward, an hour is left out, and Qt would take another time for it.
    const bool shown =
        time.isValid() && made.isValid() && made.date() == *date && made.time() == time;
    return shown ? std::optional(made.toTimeZone(now.timeZone())) : std::nullopt;
}

} // namespace

std::optional<QDateTime> parseTypedTime(const QString& text, const QDateTime& now)
{
    QString plain = text.simplified();
    plain.replace(QChar(0x2212), u'-'); // as word processors write it
    if (plain.size() > 1 && (plain.front() == u'"' || plain.front() == u'\'')
        && plain.back() == plain.front()) {
        plain = plain.mid(1, plain.size() - 2).trimmed();
    }
    if (plain.isEmpty()) {
        return std::nullopt;
    }
    for (const auto form : {relative, epoch}) {
        if (const auto time = form(plain, now)) {
            return time;
        }
    }
    return calendar(plain, now);
}

QString exactTimeText(const QDateTime& time)
{
    return time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
}

} // namespace ottla
