// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decodertesting.h"
#include "model/schemas/decoderset.h"
#include "model/schemas/schemaregistry.h"
#include "support/foreigntool.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace ottla;
using namespace ottla::test;
using namespace Qt::Literals::StringLiterals;

/// A real schema registry, Apicurio Registry, through the protocol of Confluent's that it speaks.
/// OTTLA_APICURIO names the folder that it was unpacked to.
class TestApicurio : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsAvroWithReferences();
    void readsProtobufWithReferences();
    void readsJsonSchema();
    void namesTheVersionOfASubject();
    void saysThatItHasNoSuchSchema();

private:
    QByteArray request(const QByteArray& verb, const QString& path, const QByteArray& body = {});
    int add(const QString& subject, const QString& schema, const QString& type,
            const QString& reference = {}, const QString& referred = {});
    Result<Decoded> decode(int id, const QByteArray& hex);

    QProcess m_registry;
    QString m_url;
    QTemporaryDir m_folder;
    QNetworkAccessManager m_manager;
    std::unique_ptr<DecoderSet> m_set;
};

void TestApicurio::initTestCase()
{
    const QDir folder(qEnvironmentVariable("OTTLA_APICURIO", QStringLiteral("/nowhere")));
    const QStringList jars =
        folder.entryList({QStringLiteral("apicurio-registry-app-*-runner.jar")});
    OTTLA_NEED_TOOL(QStringLiteral("apicurio"),
                    !jars.isEmpty()
                        && !QStandardPaths::findExecutable(QStringLiteral("java")).isEmpty());
    quint16 port = 0;
    {
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        port = free.serverPort();
    }
    m_url = QStringLiteral("http://127.0.0.1:%1/apis/ccompat/v7").arg(port);
    m_registry.setWorkingDirectory(m_folder.path());
    m_registry.setStandardOutputFile(m_folder.filePath(QStringLiteral("log")));
    m_registry.start(QStringLiteral("java"),
                     {QStringLiteral("-Xmx512m"), QStringLiteral("-XX:TieredStopAtLevel=1"),
                      QStringLiteral("-Dquarkus.http.host=127.0.0.1"),
                      QStringLiteral("-Dquarkus.http.port=%1").arg(port), QStringLiteral("-jar"),
                      folder.absoluteFilePath(jars.first())});
    QVERIFY(m_registry.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(request("GET", QStringLiteral("/subjects")) == "[]", 240'000);
    m_set = std::make_unique<DecoderSet>(
        QStringLiteral("orders"),
        std::make_shared<SchemaRegistry>(SchemaRegistrySettings{.url = m_url}));
}

QByteArray TestApicurio::request(const QByteArray& verb, const QString& path,
                                 const QByteArray& body)
{
    QNetworkRequest request(QUrl(m_url + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QStringLiteral("application/vnd.schemaregistry.v1+json"));
    const std::unique_ptr<QNetworkReply> reply(m_manager.sendCustomRequest(request, verb, body));
    (void)QTest::qWaitFor([&reply] { return reply->isFinished(); }, 30'000);
    return reply->readAll();
}

int TestApicurio::add(const QString& subject, const QString& schema, const QString& type,
                      const QString& reference, const QString& referred)
{
    QJsonObject object{{QStringLiteral("schema"), schema}, {QStringLiteral("schemaType"), type}};
    if (!reference.isEmpty()) {
        object[QStringLiteral("references")] =
            QJsonArray{QJsonObject{{QStringLiteral("name"), reference},
                                   {QStringLiteral("subject"), referred},
                                   {QStringLiteral("version"), 1}}};
    }
    const QByteArray answer = request("POST", QStringLiteral("/subjects/%1/versions").arg(subject),
                                      QJsonDocument(object).toJson(QJsonDocument::Compact));
    const int id = QJsonDocument::fromJson(answer)[u"id"].toInt();
    if (id == 0) {
        qWarning("%s", answer.constData());
    }
    return id;
}

Result<Decoded> TestApicurio::decode(int id, const QByteArray& hex)
{
    const QByteArray body =
        QByteArray::fromHex("00" + QByteArray::number(id, 16).rightJustified(8, '0') + hex);
    const auto decoder = m_set->find(QStringLiteral("schema-registry"));
    Result<Decoded> decoded = Error{};
    (void)QTest::qWaitFor(
        [&] {
            decoded = decoder->decode(view(body));
            return decoded.ok() || decoded.error().code != Errc::Busy;
        },
        30'000);
    return decoded;
}

void TestApicurio::readsAvroWithReferences()
{
    QVERIFY(add(QStringLiteral("money"),
                QStringLiteral(R"({"type":"record","namespace":"shop","name":"Money","fields":[
                    {"name":"cents","type":"long"}]})"),
                QStringLiteral("AVRO"))
            > 0);
    const int id =
        add(QStringLiteral("orders-value"),
            QStringLiteral(R"({"type":"record","namespace":"shop","name":"Order","fields":[
                           {"name":"total","type":"shop.Money"}]})"),
            QStringLiteral("AVRO"), QStringLiteral("shop.Money"), QStringLiteral("money"));
    QVERIFY(id > 0);
    const auto decoded = decode(id, "feffffffffffffffff01");
    QCOMPARE(shown(decoded), R"({ "total": { "cents": 9223372036854775807 } })"_ba);
    QCOMPARE(QString::fromStdString(decoded->schema->describe()),
             QStringLiteral("orders-value v1 · id %1").arg(id));
}

void TestApicurio::readsProtobufWithReferences()
{
    QVERIFY(add(QStringLiteral("money-proto"),
                QStringLiteral("syntax = \"proto3\";\npackage shop;\n"
                               "message Money { int64 cents = 1; }"),
                QStringLiteral("PROTOBUF"))
            > 0);
    const int id = add(
        QStringLiteral("orders-proto"),
        QStringLiteral("syntax = \"proto3\";\npackage shop;\nimport \"money.proto\";\n"
                       "message Other { }\nmessage Order { Money total = 1; }"),
        QStringLiteral("PROTOBUF"), QStringLiteral("money.proto"), QStringLiteral("money-proto"));
    QVERIFY(id > 0);
    QCOMPARE(shown(decode(id, "02020a020807")), R"({ "total": { "cents": 7 } })"_ba);
}

void TestApicurio::readsJsonSchema()
{
    const int id =
        add(QStringLiteral("orders-json"),
            QStringLiteral(R"({"type":"object","properties":{"id":{"type":"integer"}}})"),
            QStringLiteral("JSON"));
    QVERIFY(id > 0);
    QCOMPARE(shown(decode(id, "7b226964223a317d")), R"({ "id": 1 })"_ba);
}

void TestApicurio::namesTheVersionOfASubject()
{
    const QString first = QStringLiteral(R"({"type":"enum","name":"E","symbols":["A"]})");
    const QString second = QStringLiteral(R"({"type":"enum","name":"E","symbols":["A","B"]})");
    QVERIFY(add(QStringLiteral("orders-key"), first, QStringLiteral("AVRO")) > 0);
    const int id = add(QStringLiteral("orders-key"), second, QStringLiteral("AVRO"));
    const auto decoded = decode(id, "02");
    QCOMPARE(shown(decoded), "\"B\""_ba);
    QCOMPARE(QString::fromStdString(decoded->schema->describe()),
             QStringLiteral("orders-key v2 · id %1").arg(id));
}

void TestApicurio::saysThatItHasNoSuchSchema()
{
    const auto decoded = decode(999'999, "02");
    QVERIFY(!decoded.ok());
    QCOMPARE(decoded.error().code, Errc::NotFound);
    QVERIFY2(shown(decoded).contains("HTTP 404"), shown(decoded).constData());
}

QTEST_GUILESS_MAIN(TestApicurio)
#include "tst_apicurio.moc"
