// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registryfuzz.h"
#include "support/corpus.h"

using namespace ottla;

/// Sends the fuzzer's corpus through the fuzzed function, in presets that have no fuzzer.
class TestRegistryCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survives_data() { test::addCorpusRows(OTTLA_CORPUS); }
    void survives()
    {
        QFETCH(QByteArray, input);
        const int answered = test::fuzzRegistry(asBytes(input.toStdString()));
        if (!test::isFoundByFuzzer()) {
            QVERIFY(answered > 0);
        }
    }

    void survivesDamage_data() { survives_data(); }
    void survivesDamage()
    {
        QFETCH(QByteArray, input);
        const std::string whole = input.toStdString();
        for (std::size_t end = 0; end < whole.size(); ++end) {
            test::fuzzRegistry(asBytes(whole).first(end));
        }
        test::damageEachByte(
            input, [](const std::string& damaged) { test::fuzzRegistry(asBytes(damaged)); });
    }
};

QTEST_APPLESS_MAIN(TestRegistryCorpus)
#include "tst_registrycorpus.moc"
