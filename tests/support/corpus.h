// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDir>
#include <QFile>
#include <QTest>

#include <string>
#include <string_view>

namespace ottla::test {

// For tests that send a fuzzer's corpus through the fuzzed function, in presets that have no
// fuzzer.

/// A row for each file of `folder`, with the column `input`.
inline void addCorpusRows(const char* folder)
{
    QTest::addColumn<QByteArray>("input");
    const QDir corpus(QString::fromUtf8(folder));
    const QStringList names = corpus.entryList(QDir::Files, QDir::Name);
    QVERIFY2(!names.isEmpty(), folder);
    for (const QString& name : names) {
        QFile file(corpus.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QTest::newRow(qPrintable(name)) << file.readAll();
    }
}

/// Whether this row was found by the fuzzer, and need not mean anything.
inline bool isFoundByFuzzer()
{
    return QByteArray(QTest::currentDataTag()).startsWith("crash");
}

/// What tends to upset lengths and counts.
inline constexpr std::string_view upsetting("\x00\x7F\x80\xFF", 4);

/// `try_` gets the input once for each byte from `first` on and each of `damages` in its place.
template <typename Try>
void damageEachByte(const QByteArray& input, Try try_, std::size_t first = 0,
                    std::string_view damages = upsetting)
{
    const std::string whole = input.toStdString();
    for (std::size_t at = first; at < whole.size(); ++at) {
        for (const char damage : damages) {
            std::string damaged = whole;
            damaged[at] = damage;
            try_(damaged);
        }
    }
}

} // namespace ottla::test
