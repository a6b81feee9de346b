// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/connections/connectionstore.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace ottla;

class TestConnectionStore : public QObject
{
    Q_OBJECT

private:
    static QByteArray bytes(const QString& file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    static bool put(const QString& file, const QByteArray& content)
    {
        QFile out(file);
        return out.open(QIODevice::WriteOnly) && out.write(content) == content.size();
    }
    static Connection secured()
    {
        Connection connection;
        connection.name = QStringLiteral("staging");
        connection.bootstrapServers = QStringLiteral("kafka:9093");
        connection.properties = {{QStringLiteral("security.protocol"), QStringLiteral("sasl_ssl")},
                                 {QStringLiteral("sasl.password"), QStringLiteral("hunter2")},
                                 {QStringLiteral("ssl.key.password"), QStringLiteral("s3cret")}};
        connection.colour = QColor(QStringLiteral("#1b7f4b"));
        connection.readOnly = true;
        connection.production = true;
        return connection;
    }

private Q_SLOTS:
    void keepsConnectionsBetweenRunsWithoutSecretsInTheClear()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("a/settings.json"));
        SecretStore secrets(SecretStore::Keeping::Session);
        QString id;
        {
            Settings settings(file);
            ConnectionStore store(settings, secrets);
            id = store.add(secured());
            QVERIFY(store.find(id)->properties[1].second.isEmpty());
        }
        const QByteArray written = bytes(file);
        QVERIFY(written.contains("kafka:9093"));
        QVERIFY(!written.contains("hunter2"));
        QVERIFY(!written.contains("s3cret"));

        Settings settings(file);
        ConnectionStore store(settings, secrets);
        const auto found = store.find(id);
        QVERIFY(found);
        QVERIFY(found->readOnly);
        QVERIFY(found->production);
        QCOMPARE(found->colour, secured().colour);
        std::optional<KafkaProperties> properties;
        store.resolve(&store, *found, [&](const auto& result) { properties = result.value(); });
        QTRY_VERIFY(properties);
        QCOMPARE(*properties,
                 (KafkaProperties{{"bootstrap.servers", "kafka:9093"},
                                  {"security.protocol", "sasl_ssl"},
                                  {"sasl.password", "hunter2"},
                                  {"ssl.key.password", "s3cret"}}));
    }

    void asksForASecretThatIsNotKept()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("s.json")));
        SecretStore secrets(SecretStore::Keeping::Session);
        ConnectionStore store(settings, secrets);
        const QString id = store.add(secured());
        secrets.remove(store.find(id)->secretKey(QStringLiteral("sasl.password")));
        std::optional<Error> error;
        store.resolve(&store, *store.find(id), [&](const auto& result) { error = result.error(); });
        QTRY_VERIFY(error);
        QCOMPARE(error->code, Errc::NotFound);
        QVERIFY(error->message.find("sasl.password") != std::string::npos);
        QCOMPARE(error->context, std::string("sasl.password"));

        store.keepSecret(id, QString::fromStdString(error->context), QStringLiteral("hunter3"));
        std::optional<KafkaProperties> properties;
        store.resolve(&store, *store.find(id),
                      [&](const auto& result) { properties = result.value(); });
        QTRY_VERIFY(properties);
        QCOMPARE((*properties)[2].second, std::string("hunter3"));
    }

    void understandsServersWithAProtocol_data()
    {
        QTest::addColumn<QString>("servers");
        QTest::addColumn<QString>("protocol"); // of the property; empty: none
        QTest::addColumn<QString>("plain"); // what librdkafka gets; empty: nothing
        QTest::addColumn<QString>("said"); // either the protocol, or part of what is wrong
        QTest::newRow("none") << "a:1, b:2"
                              << ""
                              << "a:1, b:2"
                              << "";
        QTest::newRow("SSL") << "SSL://a:1"
                             << ""
                             << "a:1"
                             << "ssl";
        QTest::newRow("two") << "sasl_ssl://a:1, SASL_SSL://b:2"
                             << ""
                             << "a:1,b:2"
                             << "sasl_ssl";
        QTest::newRow("agree") << "SSL://a:1"
                               << "ssl"
                               << "a:1"
                               << "ssl";
        QTest::newRow("differ") << "SSL://a:1"
                                << "SASL_SSL"
                                << ""
                                << "security.protocol says SASL_SSL";
        QTest::newRow("mixed") << "SSL://a:1,PLAINTEXT://b:2"
                               << ""
                               << ""
                               << "SSL, PLAINTEXT";
        QTest::newRow("http") << "http://a:1"
                              << ""
                              << ""
                              << "http://";
    }
    void understandsServersWithAProtocol()
    {
        QFETCH(QString, servers);
        QFETCH(QString, protocol);
        QFETCH(QString, plain);
        QFETCH(QString, said);
        const QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("s.json")));
        SecretStore secrets(SecretStore::Keeping::Session);
        ConnectionStore store(settings, secrets);
        Connection connection;
        connection.bootstrapServers = servers;
        if (!protocol.isEmpty()) {
            connection.properties = {{QStringLiteral("security.protocol"), protocol}};
        }
        std::optional<Result<KafkaProperties>> resolved;
        store.resolve(&store, connection, [&](const auto& result) { resolved = result; });
        QVERIFY(resolved.has_value()); // what is known at once is said at once
        if (plain.isEmpty()) {
            QVERIFY(!resolved->ok());
            QVERIFY2(QString::fromStdString(resolved->error().message).contains(said),
                     resolved->error().message.c_str());
            return;
        }
        QVERIFY(resolved->ok());
        QCOMPARE(QString::fromStdString((*resolved)->front().second), plain);
        QString used;
        for (const auto& [name, value] : **resolved) {
            used = name == "security.protocol" ? QString::fromStdString(value) : used;
        }
        QCOMPARE(used, said);
    }

    void saysThatJaasIsForJava()
    {
        Connection connection;
        connection.properties = {{QStringLiteral("sasl.jaas.config"), QStringLiteral("secret")}};
        QVERIFY(connection.contradiction().contains(QStringLiteral("sasl.password")));
        QVERIFY(!QJsonDocument(connection.toJson()).toJson().contains("secret"));
    }

    void answersNobodyWhoIsGone()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("s.json")));
        SecretStore secrets(SecretStore::Keeping::Session);
        ConnectionStore store(settings, secrets);
        Connection connection = secured();
        connection.schemaRegistry = QStringLiteral("https://registry:8081");
        const QString id = store.add(connection);
        int answers = 0;
        int late = 0;
        auto asking = std::make_unique<QObject>();
        store.resolve(asking.get(), *store.find(id), [&](const auto&) { ++late; });
        store.resolveSchemaRegistry(asking.get(), *store.find(id), [&](const auto&) { ++late; });
        secrets.write(asking.get(), QStringLiteral("a"), {}, [&](auto) { ++late; });
        asking.reset();
        // Those who are still there are answered after them.
        store.resolve(&store, *store.find(id), [&](const auto&) { ++answers; });
        secrets.read(&store, QStringLiteral("a"), [&](const auto&) { ++answers; });
        QTRY_COMPARE(answers, 2);
        QCOMPARE(late, 0);
    }

    void forgetsSecretsWithTheirConnection()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("s.json")));
        SecretStore secrets(SecretStore::Keeping::Session);
        ConnectionStore store(settings, secrets);
        const QString id = store.add(secured());
        const QString key = store.find(id)->secretKey(QStringLiteral("sasl.password"));
        store.remove(id);
        QVERIFY(store.connections().empty());
        std::optional<Errc> code;
        secrets.read(&store, key, [&](const Result<QString>& found) { code = found.error().code; });
        QTRY_COMPARE(code, std::optional(Errc::NotFound));
    }

    void knowsWhatIsASecret_data()
    {
        QTest::addColumn<QString>("property");
        QTest::addColumn<bool>("secret");
        const auto row = [](const char* name, bool secret) {
            QTest::newRow(name) << QString::fromLatin1(name) << secret;
        };
        row("sasl.password", true);
        row("ssl.key.password", true);
        row("ssl.keystore.password", true);
        row("ssl.key.pem", true);
        row("sasl.oauthbearer.client.secret", true);
        row("sasl.oauthbearer.config", true);
        row("sasl.jaas.config", true);
        row(" SASL.Password ", true);
        row("sasl.username", false);
        row("ssl.ca.location", false);
    }
    void knowsWhatIsASecret()
    {
        QFETCH(QString, property);
        QFETCH(bool, secret);
        QCOMPARE(Connection::isSecret(property), secret);
    }

    void leavesSettingsThatItCannotReadUntouched_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("newer") << QByteArray(R"({"version": 99, "settings": {"x": 1}})");
        QTest::newRow("no JSON") << QByteArray("{half");
        QTest::newRow("another JSON") << QByteArray("[1, 2]");
    }
    void leavesSettingsThatItCannotReadUntouched()
    {
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("settings.json"));
        QVERIFY(put(file, content));
        {
            Settings settings(file);
            QVERIFY(!settings.state());
            QVERIFY(!settings.state().error().message.empty());
            settings.setValue(QStringLiteral("theme"), QStringLiteral("dark"));
            QCOMPARE(settings.value(QStringLiteral("theme")).toString(), QStringLiteral("dark"));
        }
        QCOMPARE(bytes(file), content);
    }

    void writesSettingsSoonAfterAChange()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("settings.json"));
        Settings settings(file);
        settings.setValue(QStringLiteral("theme"), QStringLiteral("dark"));
        QTRY_VERIFY(bytes(file).contains("dark"));
    }
};

QTEST_GUILESS_MAIN(TestConnectionStore)
#include "tst_connectionstore.moc"
