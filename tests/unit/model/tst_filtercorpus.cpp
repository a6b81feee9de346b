// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "filterfuzz.h"
#include "support/corpus.h"

using namespace ottla;

/// Sends the fuzzer's corpus through the fuzzed function, in presets that have no fuzzer.
class TestFilterCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survives_data() { test::addCorpusRows(OTTLA_CORPUS); }
    void survives()
    {
        QFETCH(QByteArray, input);
        const bool isFilter = test::fuzzFilter(input.toStdString());
        if (!test::isFoundByFuzzer()) {
            QCOMPARE(isFilter, QByteArray(QTest::currentDataTag()) != "unclosed.txt");
        }
    }

    void survivesDamage_data() { survives_data(); }
    void survivesDamage()
    {
        QFETCH(QByteArray, input);
        const std::string whole = input.toStdString();
        for (std::size_t end = 0; end < whole.size(); ++end) {
            test::fuzzFilter(whole.substr(0, end));
        }
        test::damageEachByte(
            input, [](const std::string& damaged) { test::fuzzFilter(damaged); }, 0,
            std::string_view("\x00\"\\[(9 \x80\xFF", 9));
    }
};

QTEST_APPLESS_MAIN(TestFilterCorpus)
#include "tst_filtercorpus.moc"
