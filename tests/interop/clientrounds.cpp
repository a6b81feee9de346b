// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/clientrounds.h"

#include "support/foreigntool.h"

#include <QTest>

namespace ottla::test {

ProgramResult ClientRounds::run(const QString& command, const QStringList& arguments)
{
    QStringList all = this->command();
    const QString program = all.takeFirst();
    return runProgram(program, all + QStringList{command, m_broker.bootstrap()} + arguments);
}

void ClientRounds::initTestCase()
{
    OTTLA_NEED_TOOL(client(), installed());
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
}

void ClientRounds::administersTopics()
{
    const auto result = run(QStringLiteral("admin"), {QStringLiteral("administered")});
    QVERIFY2(result.status == 0, result.describe().constData());
    const QJsonObject seen = result.json();
    QCOMPARE(seen[u"again"].toString(), QStringLiteral("refused"));
    QCOMPARE(seen[u"retention"].toString(), QStringLiteral("3600000"));
    QCOMPARE(seen[u"altered"].toString(), QStringLiteral("7200000"));
    QCOMPARE(seen[u"brokers"].toInt(), 1);
}

void ClientRounds::producesAndConsumes_data()
{
    QTest::addColumn<QString>("codec");
    for (const char* codec : {"none", "gzip", "snappy", "lz4", "zstd"}) {
        QTest::newRow(codec) << QString::fromLatin1(codec);
    }
}

void ClientRounds::producesAndConsumes()
{
    QFETCH(const QString, codec);
    const auto result = run(QStringLiteral("codec"),
                            {QStringLiteral("codec-") + codec, codec, QStringLiteral("500")});
    QVERIFY2(result.status == 0, result.describe().constData());
    const QJsonObject seen = result.json();
    QCOMPARE(seen[u"stored"].toInt(), 500);
    QCOMPARE(seen[u"consumed"].toInt(), 500);
    // Keys, values, the order, and both headers of one name.
    QVERIFY2(seen[u"right"].toBool(), result.describe().constData());
}

void ClientRounds::sharesATopicInAGroupAndFindsItsOffsetsAfterARestart()
{
    const QStringList group{QStringLiteral("shared"), QStringLiteral("members"),
                            QStringLiteral("4")};
    const auto shared = run(QStringLiteral("group"), group + QStringList{QStringLiteral("400")});
    QVERIFY2(shared.status == 0, shared.describe().constData());
    QCOMPARE(shared.json()[u"seen"].toInt(), 400);

    m_broker.kill();
    QVERIFY2(m_broker.restart(), qPrintable(m_broker.errorOutput()));
    const auto found = run(QStringLiteral("committed"), group);
    QVERIFY2(found.status == 0, found.describe().constData());
    QCOMPARE(found.json()[u"committed"].toInt(), 400);
    QVERIFY2(found.json()[u"listed"].toBool(), found.describe().constData());
    QCOMPARE(found.json()[u"state"].toString(), QStringLiteral("Empty"));
}

} // namespace ottla::test
