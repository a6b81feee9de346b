// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/clientrounds.h"

#include <QFileInfo>
#include <QTest>

using namespace ottla::test;

/// sarama, a client in Go, against ottla-broker.
class TestSarama : public ClientRounds
{
    Q_OBJECT

protected:
    QString client() const override { return QStringLiteral("sarama"); }
    bool installed() const override { return QFileInfo(program()).isExecutable(); }
    QStringList command() const override { return {program()}; }

private:
    static QString program()
    {
        return qEnvironmentVariable("OTTLA_GOCLIENTS") + QStringLiteral("/sarama");
    }
};

QTEST_GUILESS_MAIN(TestSarama)
#include "tst_sarama.moc"
