// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/clientrounds.h"

#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

using namespace ottla::test;

/// The newest Java client against ottla-broker.
class TestJavaClient : public ClientRounds
{
    Q_OBJECT

protected:
    QString client() const override { return QStringLiteral("kafka-clients"); }
    bool installed() const override
    {
        return !java().isEmpty() && QFileInfo::exists(folder() + QStringLiteral("/Client.class"));
    }
    QStringList command() const override
    {
        // What lives for a second needs no second compiler.
        return {java(), QStringLiteral("-XX:TieredStopAtLevel=1"), QStringLiteral("-cp"),
                folder() + u':' + folder() + QStringLiteral("/*"), QStringLiteral("Client")};
    }

private:
    static QString java() { return QStandardPaths::findExecutable(QStringLiteral("java")); }
    static QString folder() { return qEnvironmentVariable("OTTLA_JAVACLIENT"); }
};

QTEST_GUILESS_MAIN(TestJavaClient)
#include "tst_javaclient.moc"
