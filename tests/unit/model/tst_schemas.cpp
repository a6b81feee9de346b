// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decodertesting.h"
#include "model/connections/connectionstore.h"
#include "model/schemas/decoderplugins.h"
#include "model/schemas/decoderset.h"
#include "model/schemas/schemafile.h"
#include "model/schemas/schemaregistry.h"
#include "registryserver.h"
#include "support/foreigntool.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace ottla;
using namespace ottla::test;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray schemaAnswer(const QString& schema, const QString& type = {},
                        const QJsonArray& references = {})
{
    QJsonObject object{{QStringLiteral("schema"), schema}};
    if (!type.isEmpty()) {
        object[QStringLiteral("schemaType")] = type;
    }
    if (!references.isEmpty()) {
        object[QStringLiteral("references")] = references;
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject reference(const QString& name, const QString& subject)
{
    return {{QStringLiteral("name"), name},
            {QStringLiteral("subject"), subject},
            {QStringLiteral("version"), 1}};
}

QByteArray wire(int id, const QByteArray& hex)
{
    return QByteArray::fromHex("00" + QByteArray::number(id, 16).rightJustified(8, '0') + hex);
}

} // namespace

/// Decoders that have a state: of a schema registry, of schema files, of plug-ins.
class TestSchemas : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<RegistryServer>();
        m_set.reset();
    }

    void readsBySchemasOfTheRegistry_data();
    void readsBySchemasOfTheRegistry();
    void readsWhatLacksAReference();
    void neverWaitsOnTheGuiThread();
    void waitsOnAnyOtherThread();
    void asksOnceForASchema();
    void namesTheSubjectOfTheTopic();
    void leavesBodiesWithUnknownIdsToOthers();
    void stopsAskingForIdsThatAreNone();
    void saysWhatFailed_data();
    void saysWhatFailed();
    void saysThatNobodyAnswers();
    void triesAgainForWhoStillAsks();
    void triesAgainForNobodyElse();
    void showsWhatDoesNotFollowItsSchema();
    void sendsWhoAsks();
    void trustsTheCertificatesThatItIsGiven();
    void listsSubjectsAndVersions();
    void keepsTheRegistryOfAConnection();
    void keepsSchemaFilesAsIds();
    void readsByASchemaFile();
    void loadsPlugins();
    void refusesBrokenPlugins();

private:
    /// Decodes with the decoder that the bytes choose, once what it takes is there.
    QByteArray decoded(const QByteArray& body)
    {
        if (!m_set) {
            makeSet({.url = m_server->url()});
        }
        Result<Decoded> result = Error{};
        const bool there = QTest::qWaitFor(
            [&] {
                result = m_set->detect(view(body)).decode(view(body));
                return result.ok() || result.error().code != Errc::Busy;
            },
            20'000);
        m_last = there && result ? result->schema : std::nullopt;
        return shown(result);
    }
    void makeSet(const SchemaRegistrySettings& settings)
    {
        m_registry = std::make_shared<SchemaRegistry>(settings);
        m_set = std::make_unique<DecoderSet>(QStringLiteral("orders"), m_registry);
    }

    std::unique_ptr<RegistryServer> m_server;
    std::shared_ptr<SchemaRegistry> m_registry;
    std::unique_ptr<DecoderSet> m_set;
    std::optional<DecodedSchema> m_last;
};

void TestSchemas::readsBySchemasOfTheRegistry_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("type");
    const QString order = QStringLiteral(
        R"({"type":"record","name":"O","fields":[{"name":"m","type":"shop.Money"}]})");
    QTest::newRow("avro") << schemaAnswer(QStringLiteral("\"string\"")) << "0647c3bc"_ba
                          << "\"G\u00fc\""_ba
                          << "Avro"_ba;
    QTest::newRow("avro with references") << schemaAnswer(
        order, {}, {reference(QStringLiteral("shop.Money"), QStringLiteral("money"))})
                                          << "0e"_ba
                                          << R"({ "m": { "cents": 7 } })"_ba
                                          << "Avro"_ba;
    QTest::newRow("protobuf") << schemaAnswer(
        QStringLiteral("syntax = \"proto3\"; import \"money.proto\"; message O { M m = 1; }"),
        QStringLiteral("PROTOBUF"),
        {reference(QStringLiteral("money.proto"), QStringLiteral("money/proto"))})
                              << "000a020807"_ba
                              << R"({ "m": { "cents": 7 } })"_ba
                              << "Protobuf"_ba;
    QTest::newRow("json schema") << schemaAnswer(QStringLiteral(R"({"type":"object","title":"O"})"),
                                                 QStringLiteral("JSON"))
                                 << "7b2261223a317d"_ba
                                 << R"({ "a": 1 })"_ba
                                 << "JSON Schema"_ba;
}

void TestSchemas::readsBySchemasOfTheRegistry()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, type);
    m_server->answer("/schemas/ids/17", {200, answer});
    m_server->answer("/schemas/ids/17/versions",
                     {200, R"([{"subject":"orders-value","version":3}])"});
    m_server->answer(
        "/subjects/money/versions/1",
        {200,
         schemaAnswer(QStringLiteral(
             R"({"type":"record","namespace":"shop","name":"Money","fields":[{"name":"cents","type":"int"}]})"))});
    m_server->answer(
        "/subjects/money%2Fproto/versions/1",
        {200,
         schemaAnswer(QStringLiteral("syntax = \"proto3\"; message M { int32 cents = 1; }"),
                      QStringLiteral("PROTOBUF"))});
    QCOMPARE(decoded(wire(17, body)), text);
    QVERIFY(m_last);
    QCOMPARE(QByteArray::fromStdString(m_last->type), type);
    QCOMPARE(m_last->describe(), "orders-value v3 \u00b7 id 17");
}

/// What the registry has not costs the fields of those types, and is told.
void TestSchemas::readsWhatLacksAReference()
{
    m_server->answer(
        "/schemas/ids/17",
        {200,
         schemaAnswer(QStringLiteral("syntax = \"proto3\"; import \"gone.proto\";"
                                     "message O { far.Gone m = 1; int32 n = 2; }"),
                      QStringLiteral("PROTOBUF"),
                      {reference(QStringLiteral("gone.proto"), QStringLiteral("gone"))})});
    m_server->answer("/subjects/gone/versions/1",
                     {404, R"({"error_code":40401,"message":"Subject 'gone' not found."})"});
    QCOMPARE(decoded(wire(17, "000a0208071005")), R"({ "m": { 1: 7 }, "n": 5 })"_ba);
    QVERIFY(m_last);
    QCOMPARE(m_last->describe(), "id 17 · without far.Gone");
}

void TestSchemas::neverWaitsOnTheGuiThread()
{
    m_server->answer("/schemas/ids/17", {200, schemaAnswer(QStringLiteral("\"int\""))});
    makeSet({.url = m_server->url()});
    QSignalSpy changed(m_set.get(), &DecoderSet::changed);
    const QByteArray body = wire(17, "54");
    const auto first = m_set->detect(view(body)).decode(view(body));
    QVERIFY(!first.ok());
    QCOMPARE(first.error().code, Errc::Busy);
    QVERIFY(first.error().message.starts_with("reading schema 17"));
    QTRY_VERIFY(!changed.isEmpty());
    QCOMPARE(shown(m_set->detect(view(body)).decode(view(body))), "42"_ba);
}

void TestSchemas::waitsOnAnyOtherThread()
{
    m_server->answer("/schemas/ids/17", {200, schemaAnswer(QStringLiteral("\"int\""))});
    makeSet({.url = m_server->url()});
    auto answer = std::async(std::launch::async, [this] {
        const QByteArray body = wire(17, "54");
        return shown(m_set->detect(view(body)).decode(view(body)));
    });
    // The server answers from this thread's event loop.
    QTRY_VERIFY(answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready);
    QCOMPARE(answer.get(), "42"_ba);
}

void TestSchemas::asksOnceForASchema()
{
    m_server->answer("/schemas/ids/17", {200, schemaAnswer(QStringLiteral("\"int\""))});
    for (int i = 0; i < 100; ++i) {
        QCOMPARE(decoded(wire(17, "54")), "42"_ba);
    }
    QCOMPARE(m_server->asked().count("/schemas/ids/17"), 1);
}

void TestSchemas::namesTheSubjectOfTheTopic()
{
    m_server->answer("/schemas/ids/17", {200, schemaAnswer(QStringLiteral("\"int\""))});
    m_server->answer("/schemas/ids/17/versions",
                     {200,
                      R"([{"subject":"a-value","version":1},{"subject":"orders-key","version":2},)"
                      R"({"subject":"z-value","version":3}])"});
    QCOMPARE(decoded(wire(17, "54")), "42"_ba);
    QCOMPARE(m_last->describe(), "orders-key v2 \u00b7 id 17");
    // Without a word about versions, the id alone.
    m_server->answer("/schemas/ids/18", {200, schemaAnswer(QStringLiteral("\"int\""))});
    QCOMPARE(decoded(wire(18, "54")), "42"_ba);
    QCOMPARE(m_last->describe(), "id 18");
}

void TestSchemas::leavesBodiesWithUnknownIdsToOthers()
{
    // A number of milliseconds, as Java writes it: its first bytes could be a header.
    const QByteArray number = QByteArray::fromHex("0000018f3a2b4c5d");
    QCOMPARE(decoded(number), "1714667867229"_ba);
    QCOMPARE(m_set->detect(view(number)).id, "int64be");
    // By hand, the reason is told.
    const QByteArray body = wire(5, "54");
    const auto forced = m_set->find(QStringLiteral("schema-registry"));
    QVERIFY(forced);
    QTRY_VERIFY(shown(forced->decode(view(body))).contains("Schema not found"));
}

void TestSchemas::stopsAskingForIdsThatAreNone()
{
    for (int id = 1; id <= 100; ++id) {
        (void)decoded(wire(1000 + id, "00ff00ff"));
    }
    QCOMPARE(m_server->asked().size(), 32);
}

void TestSchemas::saysWhatFailed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("silent");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("no rights")
        << 401 << R"({"message":"who are you"})"_ba << false
        << "does not accept the user name or password: who are you (HTTP 401"_ba;
    QTest::newRow("forbidden") << 403 << ""_ba << false << "does not let this user read"_ba;
    QTest::newRow("broken") << 500 << R"({"message":"no leader"})"_ba << false
                            << "failed: no leader (HTTP 500 from http://127.0.0.1"_ba;
    QTest::newRow("elsewhere") << 302 << ""_ba << false << "HTTP 302"_ba;
    QTest::newRow("silent") << 200 << ""_ba << true << "did not answer within 0.5"_ba;
    QTest::newRow("garbage") << 200 << "<html>hello</html>"_ba << false
                             << "is no schema registry"_ba;
    QTest::newRow("no schema") << 200 << R"({"name":"x"})"_ba << false << "holds no schema"_ba;
    QTest::newRow("broken schema")
        << 200 << schemaAnswer(QStringLiteral("nonsense")) << false << "no Avro schema"_ba;
    QTest::newRow("strange type") << 200 << schemaAnswer(QStringLiteral("x"), QStringLiteral("XML"))
                                  << false << "type XML"_ba;
    QTest::newRow("missing reference")
        << 200
        << schemaAnswer(QStringLiteral("\"x\""), {},
                        {reference(QStringLiteral("x"), QStringLiteral("gone"))})
        << false << "/subjects/gone/versions/1"_ba;
    QTest::newRow("too much") << 200 << QByteArray((8 << 20) + 100'000, ' ') << false
                              << "more than 8 MiB"_ba;
}

void TestSchemas::saysWhatFailed()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, silent);
    QFETCH(QByteArray, reason);
    m_server->answer("/schemas/ids/17", {status, body, silent});
    // Only who waits for silence is impatient: a busy machine takes its time over 8 MiB.
    makeSet({.url = m_server->url(), .timeoutMs = silent ? 500 : 30'000});
    const auto decoder = m_set->find(QStringLiteral("schema-registry"));
    const QByteArray message = wire(17, "54");
    QTRY_VERIFY_WITH_TIMEOUT(decoder->decode(view(message)).error().code != Errc::Busy, 30'000);
    const QByteArray said = shown(decoder->decode(view(message)));
    QVERIFY2(said.contains(reason), said.constData());
}

void TestSchemas::saysThatNobodyAnswers()
{
    makeSet({.url = m_server->url()});
    m_server->close();
    const QByteArray said = decoded(wire(17, "54"));
    QVERIFY2(said.contains("cannot be reached") && said.contains("/schemas/ids/17"),
             said.constData());
    makeSet({.url = QStringLiteral("ftp://example.org")});
    QVERIFY(decoded(wire(17, "54")).contains("does not begin with http"));
}

void TestSchemas::triesAgainForWhoStillAsks()
{
    m_server->answer("/schemas/ids/17", {503, "starting"});
    makeSet({.url = m_server->url()});
    const QByteArray body = wire(17, "54");
    const auto ask = [&] {
        return m_set->detect(view(body)).decode(view(body));
    };
    QVERIFY(decoded(body).contains("HTTP 503"));
    QSignalSpy changed(m_set.get(), &DecoderSet::changed);
    QList<qint64> pauses;
    QElapsedTimer since;
    since.start();
    connect(m_set.get(), &DecoderSet::retryDue, this, [&] {
        pauses.append(since.restart());
        if (pauses.size() == 3) {
            m_server->answer("/schemas/ids/17", {200, schemaAnswer(QStringLiteral("\"int\""))});
        }
        // Until there is another answer, the last one stands.
        QCOMPARE(ask().error().code, Errc::Remote);
    });
    QTRY_VERIFY_WITH_TIMEOUT(!changed.isEmpty(), 30'000);
    QCOMPARE(shown(ask()), "42"_ba);
    QCOMPARE(changed.size(), 1); // a failure like the one before changes nothing
    QCOMPARE(pauses.size(), 3);
    // At least, however busy the machine is; a timer may be some ms early.
    QVERIFY(pauses[1] > 1900 && pauses[2] > 3900);
    QCOMPARE(m_server->asked().count("/schemas/ids/17"), 4);
}

void TestSchemas::triesAgainForNobodyElse()
{
    m_server->answer("/schemas/ids/17", {503, "starting"});
    makeSet({.url = m_server->url()});
    QVERIFY(decoded(wire(17, "54")).contains("HTTP 503"));
    QSignalSpy due(m_set.get(), &DecoderSet::retryDue);
    QTRY_COMPARE_WITH_TIMEOUT(due.size(), 1, 30'000);
    QCOMPARE(m_server->asked().count("/schemas/ids/17"), 1);
    // Nor without need: this registry will not change its mind.
    m_server->answer("/schemas/ids/18", {401, {}});
    QVERIFY(decoded(wire(18, "54")).contains("HTTP 401"));
    m_server->answer("/schemas/ids/19", {503, {}});
    QVERIFY(decoded(wire(19, "54")).contains("HTTP 503"));
    QTRY_COMPARE_WITH_TIMEOUT(due.size(), 2, 30'000);
}

void TestSchemas::showsWhatDoesNotFollowItsSchema()
{
    m_server->answer("/schemas/ids/17", {200, schemaAnswer(QStringLiteral("\"string\""))});
    QCOMPARE(decoded(wire(17, "0861")),
             "the Avro value is cut short (offset 1 behind schema 17)"_ba);
}

void TestSchemas::sendsWhoAsks()
{
    m_server->answer("/schemas/ids/17", {200, schemaAnswer(QStringLiteral("\"int\""))});
    makeSet({.url = m_server->url() + u'/',
             .user = QStringLiteral("ottla"),
             .secret = QStringLiteral("s:e")});
    QCOMPARE(decoded(wire(17, "54")), "42"_ba);
    QCOMPARE(m_server->authorization(), "Basic " + "ottla:s:e"_ba.toBase64());
    makeSet({.url = m_server->url(), .secret = QStringLiteral("token")});
    QCOMPARE(decoded(wire(17, "54")), "42"_ba);
    QCOMPARE(m_server->authorization(), "Bearer token"_ba);
}

void TestSchemas::trustsTheCertificatesThatItIsGiven()
{
    const QString openssl = QStandardPaths::findExecutable(QStringLiteral("openssl"));
    OTTLA_NEED_TOOL(QStringLiteral("openssl"), !openssl.isEmpty());
    const QTemporaryDir folder;
    QProcess maker;
    maker.setWorkingDirectory(folder.path());
    maker.start(openssl,
                QStringLiteral("req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem "
                               "-days 2 -subj /CN=registry -addext subjectAltName=IP:127.0.0.1")
                    .split(u' '));
    QVERIFY(maker.waitForFinished());
    QFile key(folder.filePath(QStringLiteral("key.pem")));
    QVERIFY(key.open(QIODevice::ReadOnly));
    const QString certificate = folder.filePath(QStringLiteral("cert.pem"));
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    tls.setLocalCertificateChain(QSslCertificate::fromPath(certificate));
    RegistryServerOn<QSslServer> server;
    server.setSslConfiguration(tls);
    server.answer("/schemas/ids/17", {200, schemaAnswer(QStringLiteral("\"int\""))});

    makeSet({.url = server.url()});
    const QByteArray said = decoded(wire(17, "54"));
    QVERIFY2(said.contains("cannot be reached") && said.contains("certificate"), said.constData());
    makeSet({.url = server.url(), .caFile = certificate});
    QCOMPARE(decoded(wire(17, "54")), "42"_ba);
}

void TestSchemas::listsSubjectsAndVersions()
{
    m_server->answer("/subjects", {200, R"(["z","a/b"])"});
    m_server->answer("/subjects/a%2Fb/versions", {200, "[1,4]"});
    m_server->answer("/subjects/a%2Fb/versions/4", {200, schemaAnswer(QStringLiteral("\"int\""))});
    const auto registry =
        std::make_shared<SchemaRegistry>(SchemaRegistrySettings{.url = m_server->url()});
    auto lists = std::async(std::launch::async, [registry] {
        return std::tuple(registry->subjects(), registry->versions(QStringLiteral("a/b")),
                          registry->text(QStringLiteral("a/b"), 4));
    });
    QTRY_VERIFY(lists.wait_for(std::chrono::seconds(0)) == std::future_status::ready);
    const auto [subjects, versions, text] = lists.get();
    QCOMPARE(subjects.valueOr({}), QStringList({QStringLiteral("a/b"), QStringLiteral("z")}));
    QCOMPARE(versions.valueOr({}), (std::vector<int>{1, 4}));
    QCOMPARE(text.valueOr({}), QStringLiteral("\"int\""));
}

void TestSchemas::keepsTheRegistryOfAConnection()
{
    const QTemporaryDir folder;
    Settings settings(folder.filePath(QStringLiteral("settings.json")));
    SecretStore secrets(SecretStore::Keeping::Session);
    QString id;
    {
        ConnectionStore store(settings, secrets);
        Connection connection;
        connection.name = QStringLiteral("team");
        connection.bootstrapServers = QStringLiteral("kafka:9092");
        connection.schemaRegistry = QStringLiteral("https://registry:8081");
        connection.schemaRegistryUser = QStringLiteral("ottla");
        connection.schemaRegistrySecret = QStringLiteral("s3cret");
        connection.properties = {{QStringLiteral("ssl.ca.location"), QStringLiteral("/ca.pem")}};
        id = store.add(connection);
    }
    const auto kept =
        QJsonDocument(settings.value(QStringLiteral("connections")).toArray()).toJson();
    QVERIFY(kept.contains("https://registry:8081"));
    QVERIFY(!kept.contains("s3cret"));
    ConnectionStore store(settings, secrets);
    std::optional<SchemaRegistrySettings> resolved;
    store.resolveSchemaRegistry(&store, *store.find(id),
                                [&resolved](const auto& found) { resolved = found; });
    QTRY_VERIFY(resolved);
    QCOMPARE(resolved->url, QStringLiteral("https://registry:8081"));
    QCOMPARE(resolved->user, QStringLiteral("ottla"));
    QCOMPARE(resolved->secret, QStringLiteral("s3cret"));
    QCOMPARE(resolved->caFile, QStringLiteral("/ca.pem"));
}

void TestSchemas::keepsSchemaFilesAsIds()
{
    const SchemaFile avro{SchemaFile::Format::Avro, QStringLiteral("/a@b/x.avsc")};
    const SchemaFile protobuf{SchemaFile::Format::Protobuf, QStringLiteral("/a@b/x.proto"),
                              QStringLiteral("shop.Order")};
    for (const SchemaFile& file : {avro, protobuf}) {
        const auto again = SchemaFile::fromId(file.id());
        QVERIFY(again);
        QCOMPARE(again->path, file.path);
        QCOMPARE(again->message, file.message);
        QCOMPARE(again->format, file.format);
    }
    QVERIFY(!SchemaFile::fromId(QStringLiteral("json")));
    QVERIFY(!SchemaFile::fromId(QStringLiteral("protobuf")));
}

void TestSchemas::readsByASchemaFile()
{
    const QString folder = QFileInfo(QFINDTESTDATA("vectors/order.avsc")).absolutePath();
    DecoderSet set;
    const auto decode = [&set](const QString& id, const QByteArray& hex) {
        const auto decoder = set.find(id);
        const QByteArray body = QByteArray::fromHex(hex);
        QByteArray text;
        (void)QTest::qWaitFor(
            [&] {
                const auto result = decoder->decode(view(body));
                text = shown(result);
                return result.ok() || result.error().code != Errc::Busy;
            },
            20'000);
        return text;
    };
    const QString tree = QStringLiteral("protobuf:shop.Tree@%1/shop.proto").arg(folder);
    QCOMPARE(decode(tree, "0801"), R"({ "value": 1 })"_ba);
    const QString order = QStringLiteral("avro:%1/order.avsc").arg(folder);
    const QByteArray body = "02"
                            "0247"
                            "02"
                            "00"
                            "020a"
                            "00"
                            "00"
                            "00";
    const QByteArray text = R"({ "id": 1, "customer": "G", "status": "PAID", "placed": )"
                            R"("1970-01-01T00:00:00.000Z", "total": 0.10, "note": null, )"
                            R"("lines": [], "tags": {} })";
    QCOMPARE(decode(order, body), text);
    QCOMPARE(decode(order, "0000000011" + body), text); // behind a registry's header
    QVERIFY(decode(order, "ff").contains("cut short"));
    QVERIFY(decode(QStringLiteral("avro:/gone.avsc"), body).contains("/gone.avsc"));
    const QString noSuch = QStringLiteral("protobuf:shop.Gone@%1/shop.proto").arg(folder);
    QVERIFY(decode(noSuch, "0801").contains("There is no message shop.Gone"));
    QCOMPARE(
        schemasOfFile(SchemaFile::Format::Avro, folder + QStringLiteral("/order.avsc"))->first(),
        QStringLiteral("shop.Order"));
}

void TestSchemas::loadsPlugins()
{
    const auto found =
        loadDecoderPlugins({QStringLiteral("/no/such/folder"),
                            QCoreApplication::applicationDirPath() + QStringLiteral("/decoders")});
    QCOMPARE(found.loaded.size(), 1);
    const DecoderSet set({}, {}, found.decoders);
    const QByteArray body = "esrever:olleh";
    QCOMPARE(set.detect(view(body)).id, "example-reverse");
    QCOMPARE(shown(set.detect(view(body)).decode(view(body))), "hello"_ba);
    QCOMPARE(set.detect("{}").id, "json");
    QCOMPARE(set.detect("{}").name, "JSON");
    DecoderSet another({}, {}, found.decoders);
    QCOMPARE(shown(another.find(QStringLiteral("example-throwing"))->decode("x")),
             "the plug-in failed: out of luck"_ba);
}

void TestSchemas::refusesBrokenPlugins()
{
    const QTemporaryDir folder;
    QFile torn(folder.filePath(QStringLiteral("libtorn.so")));
    QVERIFY(torn.open(QIODevice::WriteOnly));
    torn.write("\x7F"
               "ELF and no more");
    torn.close();
    QFile readme(folder.filePath(QStringLiteral("README.txt")));
    QVERIFY(readme.open(QIODevice::WriteOnly));
    const auto found = loadDecoderPlugins(
        {folder.path(), QCoreApplication::applicationDirPath() + QStringLiteral("/decoders")});
    QByteArray reasons;
    for (const Error& refused : found.refused) {
        reasons += QByteArray::fromStdString(refused.describe()) + '\n';
    }
    QVERIFY2(found.refused.size() == 3, reasons.constData());
    QVERIFY2(reasons.contains("libtorn.so"), reasons.constData());
    QVERIFY2(reasons.contains("it is made for org.ottla.DecoderPlugin/0"), reasons.constData());
    QVERIFY2(reasons.contains("its id is another's: json"), reasons.constData());
}

QTEST_GUILESS_MAIN(TestSchemas)
#include "tst_schemas.moc"
