// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/agetext.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>

namespace ottla {

namespace {

struct Unit
{
    qint64 milliseconds;
    const char* text;
};

constexpr std::array units{
    Unit{365LL * 86'400'000, QT_TRANSLATE_NOOP("ottla::AgeText", "%1 y")},
    Unit{86'400'000, QT_TRANSLATE_NOOP("ottla::AgeText", "%1 d")},
    Unit{3'600'000, QT_TRANSLATE_NOOP("ottla::AgeText", "%1 h")},
    Unit{60'000, QT_TRANSLATE_NOOP("ottla::AgeText", "%1 min")},
    Unit{1000, QT_TRANSLATE_NOOP("ottla::AgeText", "%1 s")},
};

QString tr(const char* text)
{
    return QCoreApplication::translate("ottla::AgeText", text);
}

} // namespace

QString ageText(qint64 milliseconds)
{
    const qint64 size = milliseconds < 0 ? -milliseconds : milliseconds;
    for (const Unit& unit : units) {
        if (size >= unit.milliseconds) {
            const QString length = tr(unit.text).arg(QLocale().toString(size / unit.milliseconds));
            return milliseconds < 0 ? tr("in %1").arg(length) : tr("%1 ago").arg(length);
        }
    }
    return tr("now");
}

} // namespace ottla
