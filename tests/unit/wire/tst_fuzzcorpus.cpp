// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "requestfuzz.h"
#include "support/corpus.h"

using namespace ottla;

/// Sends the fuzzer's corpus through the fuzzed function, in presets that have no fuzzer.
class TestFuzzCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survives_data() { test::addCorpusRows(OTTLA_CORPUS); }
    void survives()
    {
        QFETCH(QByteArray, input);
        const int decoded = test::fuzzRequest(asBytes(input.toStdString()));
        if (!test::isFoundByFuzzer()) {
            QVERIFY(decoded > 0);
        }
    }

    void survivesDamage_data() { survives_data(); }
    void survivesDamage()
    {
        QFETCH(QByteArray, input);
        test::damageEachByte(
            input, [](const std::string& damaged) { test::fuzzRequest(asBytes(damaged)); });
    }
};

QTEST_APPLESS_MAIN(TestFuzzCorpus)
#include "tst_fuzzcorpus.moc"
