// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/clientrounds.h"

#include <QFileInfo>
#include <QTest>

using namespace ottla::test;

/// The newest librdkafka, through confluent-kafka, against ottla-broker.
class TestLibrdkafka : public ClientRounds
{
    Q_OBJECT

protected:
    QString client() const override { return QStringLiteral("confluent-kafka"); }
    bool installed() const override
    {
        return QFileInfo::exists(python())
            && runProgram(python(),
                          {QStringLiteral("-c"), QStringLiteral("import confluent_kafka")})
                   .status
            == 0;
    }
    QStringList command() const override
    {
        return {python(), QStringLiteral(OTTLA_INTEROP_SOURCES "/confluent/client.py")};
    }

private:
    static QString python()
    {
        return qEnvironmentVariable("OTTLA_CONFLUENT") + QStringLiteral("/bin/python");
    }
};

QTEST_GUILESS_MAIN(TestLibrdkafka)
#include "tst_librdkafka.moc"
