// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/sizetext.h"

#include <QLocale>

namespace ottla {

QString sizeText(qint64 bytes)
{
    const QLocale locale;
    // Qt spells bytes out, which is wider than the numbers.
    return bytes < 1000 ? QStringLiteral("%1 B").arg(locale.toString(bytes))
                        : locale.formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

} // namespace ottla
