// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registryfuzz.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace ottla;

/// Sends the fuzzer's corpus through the fuzzed function, in presets that have no fuzzer.
class TestRegistryCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survives_data();
    void survives();
    void survivesDamage_data() { survives_data(); }
    void survivesDamage();
};

void TestRegistryCorpus::survives_data()
{
    QTest::addColumn<QByteArray>("stream");
    const QDir corpus(QStringLiteral(OTTLA_CORPUS));
    const QStringList names = corpus.entryList(QDir::Files, QDir::Name);
    QVERIFY2(!names.isEmpty(), OTTLA_CORPUS);
    for (const QString& name : names) {
        QFile file(corpus.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QTest::newRow(qPrintable(name)) << file.readAll();
    }
}

void TestRegistryCorpus::survives()
{
    QFETCH(QByteArray, stream);
    const int answered = test::fuzzRegistry(asBytes(stream.toStdString()));
    if (!QByteArray(QTest::currentDataTag()).startsWith("crash")) {
        QVERIFY(answered > 0);
    }
}

/// Each byte in turn becomes what tends to upset lengths and counts; each end is tried.
void TestRegistryCorpus::survivesDamage()
{
    QFETCH(QByteArray, stream);
    const std::string whole = stream.toStdString();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        test::fuzzRegistry(asBytes(whole).first(at));
        for (const char damage : {'\x00', '\x7F', '\x80', '\xFF'}) {
            std::string damaged = whole;
            damaged[at] = damage;
            test::fuzzRegistry(asBytes(damaged));
        }
    }
}

QTEST_APPLESS_MAIN(TestRegistryCorpus)
#include "tst_registrycorpus.moc"
