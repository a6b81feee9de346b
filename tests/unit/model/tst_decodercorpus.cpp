// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decoderfuzz.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace ottla;

/// Sends the fuzzer's corpus through the fuzzed function, in presets that have no fuzzer.
class TestDecoderCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survives_data();
    void survives();
    void survivesDamage_data() { survives_data(); }
    void survivesDamage();
};

void TestDecoderCorpus::survives_data()
{
    QTest::addColumn<QByteArray>("input");
    const QDir corpus(QStringLiteral(OTTLA_CORPUS));
    const QStringList names = corpus.entryList(QDir::Files, QDir::Name);
    QVERIFY2(!names.isEmpty(), OTTLA_CORPUS);
    for (const QString& name : names) {
        QFile file(corpus.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QTest::newRow(qPrintable(name)) << file.readAll();
    }
}

void TestDecoderCorpus::survives()
{
    QFETCH(QByteArray, input);
    const int decoded = test::fuzzDecoder(input.toStdString());
    if (!QByteArray(QTest::currentDataTag()).startsWith("crash")) {
        QCOMPARE(decoded, 1);
    }
}

/// Each byte of the body in turn becomes what tends to upset lengths and counts.
void TestDecoderCorpus::survivesDamage()
{
    QFETCH(QByteArray, input);
    for (qsizetype at = 1; at < input.size(); ++at) {
        for (const char damage : {'\x00', '\x7F', '\x80', '\xFF'}) {
            std::string damaged = input.toStdString();
            damaged[static_cast<std::size_t>(at)] = damage;
            test::fuzzDecoder(damaged);
        }
    }
}

QTEST_APPLESS_MAIN(TestDecoderCorpus)
#include "tst_decodercorpus.moc"
