// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/program.h"
#include "support/brokerprocess.h"
#include "support/foreigntool.h"

#include <QTest>

using namespace ottla::test;

/// The manual's PHP program. OTTLA_PHP_RDKAFKA names the extension where PHP does not load it by
/// itself.
class TestFirstSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void producesAndConsumes();
    void saysWhenNobodyListens();

private:
    ProgramResult php(const QStringList& arguments);

    BrokerProcess m_broker;
};

ProgramResult TestFirstSteps::php(const QStringList& arguments)
{
    const QString extension = qEnvironmentVariable("OTTLA_PHP_RDKAFKA");
    return runProgram(QStringLiteral("php"),
                      (extension.isEmpty()
                           ? QStringList()
                           : QStringList{QStringLiteral("-d"), u"extension=" + extension})
                          + arguments);
}

void TestFirstSteps::initTestCase()
{
    OTTLA_NEED_TOOL(QStringLiteral("php-rdkafka"),
                    !QStandardPaths::findExecutable(QStringLiteral("php")).isEmpty()
                        && php({QStringLiteral("-m")}).output.contains("rdkafka"));
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
}

void TestFirstSteps::producesAndConsumes()
{
    const auto ran = php({QStringLiteral(OTTLA_MANUAL "/first-steps.php"), m_broker.bootstrap(),
                          QStringLiteral("myfirsttopic")});
    QVERIFY2(ran.status == 0, ran.describe().constData());
    QCOMPARE(ran.output, QByteArray("This is a message\nThis is another message\n"));
}

void TestFirstSteps::saysWhenNobodyListens()
{
    m_broker.kill();
    const auto ran = php({QStringLiteral(OTTLA_MANUAL "/first-steps.php"), m_broker.bootstrap()});
    QCOMPARE(ran.status, 1);
    QVERIFY2(ran.errors.contains("did not take the messages"), ran.describe().constData());
}

QTEST_GUILESS_MAIN(TestFirstSteps)
#include "tst_firststeps.moc"
