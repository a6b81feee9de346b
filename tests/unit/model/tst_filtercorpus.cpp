// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "filterfuzz.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace ottla;

/// Sends the fuzzer's corpus through the fuzzed function, in presets that have no fuzzer.
class TestFilterCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survives_data()
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
    void survives()
    {
        QFETCH(QByteArray, input);
        const bool isFilter = test::fuzzFilter(input.toStdString());
        const QByteArray name(QTest::currentDataTag());
        if (!name.startsWith("crash")) {
            QCOMPARE(isFilter, name != "unclosed.txt");
        }
    }

    void survivesDamage_data() { survives_data(); }
    void survivesDamage()
    {
        QFETCH(QByteArray, input);
        const std::string whole = input.toStdString();
        for (std::size_t at = 0; at < whole.size(); ++at) {
            test::fuzzFilter(whole.substr(0, at));
            for (const char damage : {'\x00', '"', '\\', '[', '(', '9', ' ', '\x80', '\xFF'}) {
                std::string damaged = whole;
                damaged[at] = damage;
                test::fuzzFilter(damaged);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestFilterCorpus)
#include "tst_filtercorpus.moc"
