// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "requestfuzz.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace ottla;

/// Sends the fuzzer's corpus through the fuzzed function, in presets that have no fuzzer.
class TestFuzzCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survives_data();
    void survives();
    void survivesDamage_data() { survives_data(); }
    void survivesDamage();
};

void TestFuzzCorpus::survives_data()
{
    QTest::addColumn<QByteArray>("frame");
    const QDir corpus(QStringLiteral(OTTLA_CORPUS));
    const QStringList names = corpus.entryList(QDir::Files, QDir::Name);
    QVERIFY2(!names.isEmpty(), OTTLA_CORPUS);
    for (const QString& name : names) {
        QFile file(corpus.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QTest::newRow(qPrintable(name)) << file.readAll();
    }
}

void TestFuzzCorpus::survives()
{
    QFETCH(QByteArray, frame);
    const int decoded = test::fuzzRequest(asBytes(frame.toStdString()));
    if (!QByteArray(QTest::currentDataTag()).startsWith("crash")) {
        QVERIFY(decoded > 0);
    }
}

/// Each byte in turn becomes what tends to upset lengths and counts.
void TestFuzzCorpus::survivesDamage()
{
    QFETCH(QByteArray, frame);
    for (qsizetype at = 0; at < frame.size(); ++at) {
        for (const char damage : {'\x00', '\x7F', '\x80', '\xFF'}) {
            std::string damaged = frame.toStdString();
            damaged[static_cast<std::size_t>(at)] = damage;
            test::fuzzRequest(asBytes(damaged));
        }
    }
}

QTEST_APPLESS_MAIN(TestFuzzCorpus)
#include "tst_fuzzcorpus.moc"
