// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTranslator>

namespace ottla {

/// English has no catalogue of its own, so its plurals are made here: "(s)" in a text with a count
/// becomes "s" or nothing.
class EnglishPlurals : public QTranslator
{
public:
    using QTranslator::QTranslator;

    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char*, const char* source, const char*,
                                    int count) const override
    {
        const QString text = QString::fromUtf8(source);
        if (count < 0 || !text.contains(QStringLiteral("(s)"))) {
            return {};
        }
        return QString(text).replace(QStringLiteral("(s)"),
                                     count == 1 ? QString() : QStringLiteral("s"));
    }
};

} // namespace ottla
