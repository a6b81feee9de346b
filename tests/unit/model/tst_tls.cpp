// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/client.h"
#include "model/client/messageproducer.h"
#include "model/groups/offsetreset.h"

#include <QTest>
#include <QUuid>

using namespace ottla;

/// Against a foreign broker with TLS, where one is named: OTTLA_TLS_BOOTSTRAP (host:port) and
/// OTTLA_TLS_CA (the file of the authority that signed its certificate).
class TestTls : public QObject
{
    Q_OBJECT

private:
    static KafkaProperties properties(bool trusted)
    {
        KafkaProperties result{{"bootstrap.servers", qgetenv("OTTLA_TLS_BOOTSTRAP").toStdString()},
                               {"security.protocol", "ssl"}};
        if (trusted) {
            result.emplace_back("ssl.ca.location", qgetenv("OTTLA_TLS_CA").toStdString());
        }
        return result;
    }
    static std::shared_ptr<Client> client(bool trusted)
    {
        return Client::create(properties(trusted), WriteGate(QStringLiteral("tls"), false)).value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (qEnvironmentVariableIsEmpty("OTTLA_TLS_BOOTSTRAP")) {
            QSKIP("no broker with TLS: set OTTLA_TLS_BOOTSTRAP and OTTLA_TLS_CA");
        }
    }

    void worksOverTls()
    {
        const std::string name = "tls-" + QUuid::createUuid().toString(QUuid::Id128).toStdString();
        const auto connected = client(true);
        const auto cluster = connected->describeCluster();
        QVERIFY2(cluster.ok(), cluster ? "" : cluster.error().describe().c_str());
        QVERIFY(!cluster->brokers.empty());
        const auto made = connected->createTopic({name, 2, 1});
        QVERIFY2(made, made ? "" : made.error().describe().c_str());

        auto producer =
            MessageProducer::create(properties(true), WriteGate(QStringLiteral("test"), false))
                .value();
        NewMessage message;
        message.topic = name;
        message.partition = 1;
        message.value = "over TLS";
        const auto stored = producer->send(message, std::chrono::seconds(20));
        QVERIFY2(stored.ok(), stored ? "" : stored.error().describe().c_str());
        QCOMPARE(stored.value(), (StoredAt{1, 0}));

        const auto marks = connected->watermarks({{name, {{1, 0, {}, {}}}}});
        QVERIFY(marks);
        QCOMPARE(marks->front().high, 1);
        // The first group of a new cluster waits for its coordinator.
        QTRY_VERIFY_WITH_TIMEOUT(connected->alterOffsets(name, {{name, 1, 0}}), 20'000);
        const auto changes = previewReset(*connected, name, {OffsetTarget::Kind::Latest});
        QVERIFY2(changes.ok(), changes ? "" : changes.error().describe().c_str());
        QCOMPARE(changes->front().target, 1);
        QVERIFY(applyReset(*connected, name, changes.value()));
        QVERIFY(connected->deleteGroup(name));
        QVERIFY(connected->deleteTopics({name}));
    }

    void saysThatTheCertificateIsNotTrusted()
    {
        const auto cluster = client(false)->describeCluster();
        QVERIFY(!cluster);
        QCOMPARE(cluster.error().code, Errc::Authentication);
        const auto words = QString::fromStdString(cluster.error().describe());
        QVERIFY2(words.contains(QStringLiteral("certificate")), words.toUtf8().constData());
    }
};

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
