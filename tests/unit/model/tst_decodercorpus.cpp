// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decoderfuzz.h"
#include "support/corpus.h"

using namespace ottla;

/// Sends the fuzzer's corpus through the fuzzed function, in presets that have no fuzzer.
class TestDecoderCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survives_data() { test::addCorpusRows(OTTLA_CORPUS); }
    void survives()
    {
        QFETCH(QByteArray, input);
        const int decoded = test::fuzzDecoder(input.toStdString());
        if (!test::isFoundByFuzzer()) {
            QCOMPARE(decoded, 1);
        }
    }

    void survivesDamage_data() { survives_data(); }
    void survivesDamage()
    {
        QFETCH(QByteArray, input);
        // The first byte names the decoder.
        test::damageEachByte(
            input, [](const std::string& damaged) { test::fuzzDecoder(damaged); }, 1);
    }
};

QTEST_APPLESS_MAIN(TestDecoderCorpus)
#include "tst_decodercorpus.moc"
