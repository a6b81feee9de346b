// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/plurals.h"

namespace ottla {

QString EnglishPlurals::translate(const char*, const char* source, const char*, int n) const
{
    QString text = QString::fromUtf8(source);
    if (n < 0 || !text.contains(QStringLiteral("(s)"))) {
        return {}; // as it stands
    }
    if (n == 1) {
        text.replace(QStringLiteral("(s) were "), QStringLiteral(" was "))
            .replace(QStringLiteral("(s) have "), QStringLiteral(" has "))
            .replace(QStringLiteral("(s) are "), QStringLiteral(" is "));
    }
    return text.replace(QStringLiteral("(s)"), n == 1 ? QString() : QStringLiteral("s"));
}

} // namespace ottla
