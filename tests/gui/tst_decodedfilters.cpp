// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/schemas/decoderset.h"
#include "model/schemas/schemafile.h"
#include "model/schemas/schemaregistry.h"
#include "registryserver.h"
#include "support/messagespane.h"
#include "ui/messages/filterline.h"

#include <QDialog>
#include <QLabel>
#include <QMenu>
#include <QTableView>

using namespace ottla;
using namespace ottla::test;

/// Filters by fields of messages that a schema registry tells how to read, and over several topics
/// at once.
class TestDecodedFilters : public QObject, private MessagesPane
{
    Q_OBJECT

public:
    TestDecodedFilters()
        : MessagesPane(QStringLiteral("decodedfilter"))
    { }

private Q_SLOTS:
    void initTestCase();

    void init()
    {
        // Nothing is known of the schemas at first, as when the application was just started.
        m_registry = std::make_shared<SchemaRegistry>(SchemaRegistrySettings{.url = m_url});
        m_decoders = std::make_shared<DecoderSet>(QStringLiteral("orders"), m_registry);
        open("orders", 12);
    }
    void cleanup() { m_view.reset(); }

    void findsFieldsOfAvroMessages_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("matches");
        const auto row = [](const char* filter, int matches) {
            QTest::newRow(filter) << QString::fromUtf8(filter) << matches;
        };
        row("$.id == 4", 1);
        row("$.id == \"4\"", 0);
        row("$.id >= 7 and $.id <= 9", 3);
        row("$.id == 9223372036854775807", 1);
        row("$.id == 9223372036854775806", 0);
        row("$.city == \"Turku\"", 6);
        row("$.city startswith \"KAU\"", 5);
        row("$.city matches /^t/i and not $.id < 5", 3);
        row("$.country == \"FI\"", 0);
        row("value is undecodable", 1);
    }
    void findsFieldsOfAvroMessages()
    {
        QFETCH(QString, filter);
        QFETCH(int, matches);
        apply(filter);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QCOMPARE(rows(), matches);
        const bool asksForFields = filter.startsWith(u'$');
        QVERIFY2(status().contains(QStringLiteral("1 could not be decoded")) == asksForFields,
                 qPrintable(status()));
    }

    void findsFieldsWhileReading()
    {
        apply(QStringLiteral("$.city == \"Turku\""));
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == 6, patience);
        line()->findChild<QAction*>(QStringLiteral("keepOnlyMatches"))->trigger();
        click(m_view.get(), "readButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && m_browser->kept() != nullptr, patience);
        QCOMPARE(rows(), 6);
        QCOMPARE(m_browser->model()->store()->size(), std::size_t{6});
        QVERIFY2(status().contains(QStringLiteral("12 message")), qPrintable(status()));
        QVERIFY2(status().contains(QStringLiteral("1 could not be decoded")), qPrintable(status()));
        const UndecodableMessages undecodable = m_browser->undecodable();
        QCOMPARE(undecodable.listed().size(), std::size_t{1});
        QCOMPARE(undecodable.listed()[0].offset, 11);
    }

    // Nothing is in sight that would ask the registry.
    void looksOnceMoreWhenTheRegistryIsBack_data()
    {
        QTest::addColumn<int>("sortedBy");
        QTest::addColumn<QList<qlonglong>>("offsets");
        QTest::newRow("as they arrived") << -1 << QList<qlonglong>{0, 2, 4, 6, 8, 10};
        // By its text: "id": 0, 2, 4, 6, 8, 9223372036854775807.
        QTest::newRow("by value") << static_cast<int>(MessagesModel::Value)
                                  << QList<qlonglong>{10, 8, 6, 4, 2, 0};
    }
    void looksOnceMoreWhenTheRegistryIsBack()
    {
        QFETCH(int, sortedBy);
        QFETCH(QList<qlonglong>, offsets);
        const quint16 port = m_server.serverPort();
        m_server.close();
        init();
        m_view->table()->model()->sort(sortedBy, Qt::DescendingOrder);
        apply(QStringLiteral("$.city == \"Turku\""));
        QTRY_VERIFY2_WITH_TIMEOUT(status().contains(QStringLiteral("12 could not be decoded")),
                                  qPrintable(status()), patience);
        QCOMPARE(rows(), 0);
        QVERIFY(m_server.listen(QHostAddress::LocalHost, port));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 6, patience);
        // One is of a schema that the registry does not have.
        QTRY_VERIFY2_WITH_TIMEOUT(status().contains(QStringLiteral("1 could not be decoded")),
                                  qPrintable(status()), patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_browser->model()->upToDate(), patience);
        QList<qlonglong> found;
        for (int row = 0; row < rows(); ++row) {
            found << m_browser->model()->message(row).offset();
        }
        QCOMPARE(found, offsets);
    }

    void findsFieldsBehindTheHeaderOfJsonSchema()
    {
        open("refunds", 3);
        apply(QStringLiteral("$.reason.text == \"torn\" and $.id > 3"));
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == 2, patience);
        QVERIFY2(!status().contains(QStringLiteral("decoded")), qPrintable(status()));
        select(MessagesModel::Offset, QStringLiteral("2"));
        QTRY_VERIFY_WITH_TIMEOUT(shownValue().contains("\"text\": \"torn\""), patience);
        shoot("jsonschema");
    }

    void findsFieldsByASchemaFile()
    {
        const SchemaFile file{SchemaFile::Format::Avro,
                              QStringLiteral(OTTLA_VECTORS "/order.avsc")};
        // {"id": -1, …, "total": 0.10, …} as in the vectors, without a header.
        sendHex("files", "0202470200020a000000");
        open("files", 1);
        m_view->restoreLayoutState({{QStringLiteral("valueDecoder"), file.id()}});
        apply(QStringLiteral("$.total == 0.1"));
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == 1, patience);
        apply(QStringLiteral("$.total == 0.2"));
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == 0, patience);
    }

    void filtersSeveralTopicsTogether_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QStringList>("found"); // topic and offset
        const auto row = [](const char* filter, const QStringList& found) {
            QTest::newRow(filter) << QString::fromUtf8(filter) << found;
        };
        row("$.id == 4",
            {QStringLiteral("letters 1"), QStringLiteral("orders 4"), QStringLiteral("refunds 1")});
        row("topic == \"refunds\" and $.id == 4", {QStringLiteral("refunds 1")});
        row("topic != \"orders\" and $.id == 5",
            {QStringLiteral("letters 2"), QStringLiteral("refunds 2")});
        row("topic in (\"letters\", \"orders\") and $.id == 3",
            {QStringLiteral("letters 0"), QStringLiteral("orders 3")});
        row("topic startswith \"re\" or offset == 11",
            {QStringLiteral("orders 11"), QStringLiteral("refunds 0"), QStringLiteral("refunds 1"),
             QStringLiteral("refunds 2")});
        row("$.city == \"Prag\" and not topic == \"letters\"",
            {QStringLiteral("refunds 0"), QStringLiteral("refunds 1"),
             QStringLiteral("refunds 2")});
    }
    void filtersSeveralTopicsTogether()
    {
        QFETCH(QString, filter);
        QFETCH(QStringList, found);
        fill(m_view.get(), "otherTopicsField", QStringLiteral("refunds, letters"));
        click(m_view.get(), "readButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == 18, patience);
        QVERIFY(!m_view->table()->isColumnHidden(MessagesModel::Topic));
        apply(filter);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QStringList shown;
        for (int row = 0; row < rows(); ++row) {
            const StoredMessage message = m_browser->model()->message(row);
            shown << QString::fromStdString(m_browser->model()->store()->topicOf(message)) + u' '
                    + QString::number(message.offset());
        }
        shown.sort();
        QCOMPARE(shown, found);
        shoot("topics");
    }

    void listsTheTopicOfWhatCannotBeDecoded()
    {
        fill(m_view.get(), "otherTopicsField", QStringLiteral("refunds, letters"));
        click(m_view.get(), "readButton");
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == 18, patience);
        apply(QStringLiteral("$.id == 4"));
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == 3, patience);
        click(m_view.get(), "coverageButton");
        auto* dialog = child<QDialog>(m_view.get(), "coverageDialog");
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto* table = child<QTableView>(dialog, "undecodableTable");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QVERIFY(!table->isColumnHidden(0));
        QStringList cells;
        for (int column = 0; column < table->model()->columnCount(); ++column) {
            cells << table->model()->index(0, column).data().toString();
        }
        QCOMPARE(
            cells.mid(0, 3),
            (QStringList{QStringLiteral("orders"), QStringLiteral("0"), QStringLiteral("11")}));
        QVERIFY2(cells[3].startsWith(QStringLiteral("value: ")), qPrintable(cells[3]));
        shoot("undecodable", dialog);
    }

private:
    void sendHex(const char* topic, const QByteArray& hex)
    {
        produce({.topic = topic, .value = QByteArray::fromHex(hex).toStdString()});
    }
    void open(const char* topic, int messages)
    {
        showTopic(QLatin1String(topic), 1);
        m_view->setDecoderSet(m_decoders);
        QTRY_VERIFY_WITH_TIMEOUT(settled() && rows() == messages, patience);
    }
    FilterLine* line() const { return m_view->findChild<FilterLine*>(); }
    void apply(const QString& filter)
    {
        line()->selectAll();
        QTest::keyClicks(line(), filter);
        QTest::keyClick(line(), Qt::Key_Return);
        QVERIFY2(!line()->note()->isVisible(), qPrintable(line()->note()->text()));
    }

    RegistryServer m_server;
    const QString m_url = m_server.url();
    std::shared_ptr<SchemaRegistry> m_registry;
    std::shared_ptr<DecoderSet> m_decoders;
};

void TestDecodedFilters::initTestCase()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("no ottla-broker");
    }
    m_broker.setProperties({QStringLiteral("auto.create.topics.enable=true")});
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
    m_server.answer("/schemas/ids/17",
                    {200,
                     R"({"schema":"{\"type\":\"record\",\"name\":\"Order\",\"fields\":[)"
                     R"({\"name\":\"id\",\"type\":\"long\"},)"
                     R"({\"name\":\"city\",\"type\":\"string\"}]}"})"});
    m_server.answer("/schemas/ids/18",
                    {200,
                     R"({"schemaType":"JSON","schema":"{\"type\":\"object\",)"
                     R"(\"title\":\"Refund\"}"})"});
    // Orders in Avro, id 0 to 9, then the greatest there is; one by a schema nobody has.
    for (int id = 0; id < 10; ++id) {
        sendHex("orders",
                "0000000011" + QByteArray::number(2 * id, 16).rightJustified(2, '0')
                    + (id % 2 == 0 ? "0a5475726b75" : "0a4b61756e61")); // Turku, Kauna
    }
    sendHex("orders", "0000000011feffffffffffffffff010a5475726b75");
    sendHex("orders", "0000000063080a5475726b75");
    // Refunds in JSON behind the registry's header, id 3 to 5; letters in plain JSON.
    for (int id = 3; id < 6; ++id) {
        const QByteArray json = R"({"id": )" + QByteArray::number(id)
            + R"(, "reason": {"text": "torn"}, "city": "Prag"})";
        sendHex("refunds", "0000000012" + json.toHex());
        produce({.topic = "letters", .value = json.toStdString()});
    }
}

QTEST_MAIN(TestDecodedFilters)
#include "tst_decodedfilters.moc"
