// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagesmodel.h"

#include "filtertesting.h"
#include "model/decoders/decoder.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <set>

using namespace ottla;

namespace {

constexpr int patience = 20'000;
constexpr std::size_t chunkSize = std::size_t{1} << 14U;

/// Waits to be told to go on.
class PatientDecoder : public Decoder
{
public:
    PatientDecoder()
        : Decoder("patient", "Patient")
    { }

    [[nodiscard]] Result<Decoded> decode(std::string_view /*body*/) const override
    {
        mayGoOn.acquire();
        return Decoded{.content = DecodedText{.text = "decoded"}};
    }

    mutable QSemaphore mayGoOn;
};

std::shared_ptr<MessageStore> makeStore(std::vector<std::string> topics = {"orders"},
                                        std::size_t chunksInMemory = 4)
{
    return std::make_shared<MessageStore>(
        MessageStore::Options{
            .memoryBudget = chunksInMemory * chunkSize, .chunkSize = chunkSize, .spillFolder = {}},
        std::move(topics));
}

/// Messages that are often alike, of every kind that sorting has to tell apart.
class Arrivals
{
public:
    explicit Arrivals(quint32 seed)
        : m_random(seed)
    { }

    void add(MessageStore& store, int count)
    {
        for (int i = 0; i < count; ++i) {
            const std::string key = text(3);
            const std::string value = R"({"id":)" + std::to_string(below(50)) + R"(,"t":")"
                + text(12) + "\"}" + std::string(static_cast<std::size_t>(below(3)) * 40, 'x');
            const std::pair<std::string_view, std::optional<std::string_view>> header{"h", key};
            MessageView message{
                .partition = below(4),
                .offset = m_next++,
                .timestamp = 1'700'000'000'000 + below(30),
                .timestampType = static_cast<TimestampType>(below(3)),
                .leaderEpoch = below(3) - 1,
            };
            if (below(5) > 0) {
                message.key = key;
            }
            if (below(8) > 0) {
                message.value = value;
            }
            if (below(2) > 0) {
                message.headers = std::span(&header, 1);
            }
            if (!store.add(message)) {
                qFatal("the store takes nothing more");
            }
        }
        store.batchAdded();
    }

    int below(int bound) { return static_cast<int>(m_random.bounded(bound)); }

private:
    std::string text(int longest)
    {
        std::string made;
        for (int i = below(longest + 1); i > 0; --i) {
            made += static_cast<char>("ab\0\xff"[below(4)]);
        }
        return made;
    }

    QRandomGenerator m_random;
    std::int64_t m_next = 0;
};

/// The same, thought of as simply as can be.
RowOrder naive(const MessageStore& store, const MessageFilter* filter, const SortBy& by)
{
    RowOrder rows;
    for (std::size_t row = store.first(); row < store.size(); ++row) {
        if (filter == nullptr || filter->matches(store.at(row))) {
            rows.push_back(static_cast<std::uint32_t>(row));
        }
    }
    const auto before = [&](std::uint32_t left, std::uint32_t right) {
        if (by.descending) {
            std::swap(left, right);
        }
        const StoredMessage l = store.at(left);
        const StoredMessage r = store.at(right);
        std::string leftScratch;
        std::string rightScratch;
        return by.number ? by.number(l) < by.number(r)
                         : by.bytes && by.bytes(l, leftScratch) < by.bytes(r, rightScratch);
    };
    std::stable_sort(rows.begin(), rows.end(), before);
    return rows;
}

RowOrder shown(const MessagesModel& model)
{
    RowOrder rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        rows.push_back(static_cast<std::uint32_t>(model.storeRow(row)));
    }
    if (model.shownRows()() != rows) {
        qFatal("shownRows() lists others");
    }
    return rows;
}

} // namespace

class TestMessagesModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatANaiveTableWould_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 12; ++seed) {
            QTest::addRow("seed %u", seed) << seed;
        }
    }

    /// Growth, filters, sorts and the loss of the oldest, in any order.
    void showsWhatANaiveTableWould()
    {
        QFETCH(quint32, seed);
        Arrivals source(seed);
        // In memory, since the tester wants cells to say the same until they are told to change.
        const auto store = makeStore({"orders"}, 10'000);
        MessagesModel model;
        const QAbstractItemModelTester tester(&model);
        model.setStore(store);
        for (int step = 0; step < 25; ++step) {
            switch (source.below(6)) {
            case 0:
            case 1:
                source.add(*store, source.below(2) > 0 ? 5 : 3000);
                break;
            case 2:
                model.setFilter(
                    MessageFilter::parse(source.below(2) > 0 ? "ab" : "\"id\":1").filter);
                break;
            case 3:
                model.setFilter(nullptr);
                break;
            case 4:
                model.sort(source.below(MessageCells::FixedCount + 1) - 1,
                           source.below(2) > 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
                break;
            default:
                store->keepNewest(source.below(2) > 0 ? 4000 : 0);
                break;
            }
            if (source.below(2) > 0) {
                QTest::qWait(1); // amid the work
                const RowOrder rows = shown(model);
                QCOMPARE(std::set(rows.begin(), rows.end()).size(), rows.size());
                continue;
            }
            compare(model, *store);
        }
        compare(model, *store);
    }

    void sortsByEveryColumn_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<bool>("descending");
        const MessageCells cells;
        for (int column = 0; column < cells.count(); ++column) {
            QTest::addRow("%s", qPrintable(cells.id(column))) << column << false;
            QTest::addRow("%s descending", qPrintable(cells.id(column))) << column << true;
        }
    }

    void sortsByEveryColumn()
    {
        QFETCH(int, column);
        QFETCH(bool, descending);
        Arrivals source(7);
        const auto store = makeStore();
        source.add(*store, 8'000);
        MessagesModel model;
        model.setStore(store);
        model.sort(column, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
        compare(model, *store);
        source.add(*store, 10); // put among the many
        compare(model, *store);
        source.add(*store, 5'000);
        compare(model, *store);
    }

    void sortsLongAndEqualBodies()
    {
        const auto store = makeStore();
        const std::string same(300, 's');
        for (int i = 0; i < 500; ++i) {
            const std::string value =
                i % 3 == 0 ? same : same + std::string(static_cast<std::size_t>(i % 40), 'b');
            QVERIFY(store->add({.value = value}).ok());
        }
        store->batchAdded();
        const MessageCells cells;
        for (const bool descending : {false, true}) {
            const SortBy by = cells.sortBy(*store, MessageCells::Value, descending);
            RowOrder rows = naive(*store, nullptr, {});
            sortRows(*store, by, rows, false);
            QVERIFY(rows == naive(*store, nullptr, by));
        }
    }

    void sortsBodiesByWhatTheyShow_data()
    {
        QTest::addColumn<QByteArray>("decoder");
        QTest::addColumn<QList<QByteArray>>("bodies"); // in hexadecimal
        QTest::addColumn<RowOrder>("sorted");
        using Bodies = QList<QByteArray>;
        QTest::newRow("text as it stands")
            << QByteArray() << Bodies{"62", "6132", "", "613130"} << RowOrder{2, 3, 1, 0};
        QTest::newRow("little-endian integers")
            << QByteArray("int32le") << Bodies{"00010000", "02000000", "ffffffff", "01000000"}
            << RowOrder{2, 3, 1, 0};
        QTest::newRow("big-endian integers that are recognised")
            << QByteArray() << Bodies{"0000000000000002", "ffffffffffffffff", "0000000000000001"}
            << RowOrder{1, 2, 0};
        QTest::newRow("floats") << QByteArray("float64be")
                                << Bodies{"3ff0000000000000", "c000000000000000",
                                          "bff0000000000000", "0000000000000000"}
                                << RowOrder{1, 2, 3, 0};
        QTest::newRow("MessagePack: its text") // {"b": 1}, {"a": 300}, {"a": 2}
            << QByteArray("messagepack") << Bodies{"81a16201", "81a161cd012c", "81a16102"}
            << RowOrder{2, 1, 0};
        QTest::newRow("rejected: its bytes")
            << QByteArray("int32le") << Bodies{"7a", "05000000", "61"} << RowOrder{1, 2, 0};
    }
    void sortsBodiesByWhatTheyShow()
    {
        QFETCH(QByteArray, decoder);
        QFETCH(QList<QByteArray>, bodies);
        QFETCH(RowOrder, sorted);
        const auto store = makeStore();
        for (const QByteArray& hex : bodies) {
            const std::string body = QByteArray::fromHex(hex).toStdString();
            QVERIFY(store->add({.key = body, .value = body}).ok());
        }
        QVERIFY(store->add({.key = std::nullopt, .value = std::nullopt}).ok());
        store->batchAdded();
        sorted.insert(sorted.begin(), static_cast<std::uint32_t>(bodies.size())); // null
        MessagesModel model;
        model.setStore(store);
        for (const int column : {MessagesModel::Key, MessagesModel::Value}) {
            model.setBodies({});
            model.sort(column);
            const std::shared_ptr<const Decoder> chosen(std::shared_ptr<void>(),
                                                        findDecoder(decoder.toStdString()));
            model.setBodies({.key = chosen, .value = chosen}); // which sorts anew
            QTRY_VERIFY(model.upToDate());
            QCOMPARE(shown(model), sorted);
            model.sort(column, Qt::DescendingOrder);
            QTRY_VERIFY(model.upToDate());
            QCOMPARE(shown(model), RowOrder(sorted.rbegin(), sorted.rend()));
        }
    }

    void showsFieldsOfDecodedValues()
    {
        const auto store = makeStore();
        for (const char* value :
             {R"({"id": 10, "of": {"who": "a\u0062"}})", R"({"id": 9.50})", R"({"of": 1})",
              R"({"id": "text"})", R"({"id": 18446744073709551616})",
              R"({"id": 18446744073709551615})", "no JSON", R"({"id": [1, 2]})", R"({"id": -3})",
              R"({"id": null})", R"({"id": 95e-1})"}) {
            QVERIFY(store->add({.value = value}).ok());
        }
        store->batchAdded();
        MessagesModel model;
        const QAbstractItemModelTester tester(&model);
        model.setStore(store);
        QTRY_COMPARE(model.rowCount(), 11);
        QVERIFY(!model.addField(QStringLiteral("id")).ok());
        QVERIFY(!model.addField(QStringLiteral("$.id and")).ok());
        QCOMPARE(model.columnCount(), static_cast<int>(MessagesModel::FixedCount));
        const int id = *model.addField(QStringLiteral("$.id"));
        const int who = *model.addField(QStringLiteral(" $.of.who "));
        QCOMPARE(*model.addField(QStringLiteral("$.id")), id);
        QCOMPARE(model.headerData(who, Qt::Horizontal, Qt::DisplayRole).toString(),
                 QStringLiteral("$.of.who"));
        QCOMPARE(model.cells().columnOf(model.cells().id(who)), who);
        QCOMPARE(MessageCells::fieldOf(model.cells().id(who)), QStringLiteral("$.of.who"));

        QCOMPARE(model.index(0, who).data().toString(), QStringLiteral("ab"));
        QCOMPARE(model.index(1, id).data().toString(), QStringLiteral("9.50"));
        QCOMPARE(model.index(2, id).data().toString(), QStringLiteral("–"));
        QVERIFY(!model.cells().exact(*store, model.message(6), id).isValid());
        QCOMPARE(model.index(7, id).data().toString(), QStringLiteral("[1, 2]"));
        QCOMPARE(model.index(9, id).data().toString(), QStringLiteral("null"));

        // By exact numbers, then text; what is missing comes last in either order.
        model.sort(id);
        compare(model, *store);
        QCOMPARE(shown(model), (RowOrder{9, 8, 1, 10, 0, 5, 4, 3, 7, 2, 6}));
        model.sort(id, Qt::DescendingOrder);
        compare(model, *store);
        QCOMPARE(shown(model), (RowOrder{7, 3, 4, 5, 0, 1, 10, 8, 9, 2, 6}));

        model.setBodies(
            {.value = std::shared_ptr<const Decoder>(std::shared_ptr<void>(), findDecoder("hex"))});
        compare(model, *store);
        QCOMPARE(model.index(0, id).data().toString(), QStringLiteral("–"));
        QCOMPARE(model.storeRow(0), 0U);
        model.removeField(id);
        QCOMPARE(model.sortColumn(), -1);
        QCOMPARE(model.headerData(id, Qt::Horizontal, Qt::DisplayRole).toString(),
                 QStringLiteral("$.of.who"));
    }

    void showsWhatIsSortedSoFar()
    {
        // More than one piece: the first is in its place while the rest waits behind it.
        const auto store = makeStore();
        constexpr int many = 600'000;
        for (int i = 0; i < many; ++i) {
            QVERIFY(store->add({.offset = many - i}).ok());
        }
        store->batchAdded();
        MessagesModel model;
        model.setStore(store);
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), many, patience);
        std::size_t sorted = 0;
        std::size_t first = 0;
        std::size_t firstUnsorted = 0;
        connect(&model, &MessagesModel::reordered, this, [&] {
            if (sorted == 0 && model.sorting()) {
                sorted = model.sortedRows();
                first = model.storeRow(0);
                firstUnsorted = model.storeRow(static_cast<int>(sorted));
            }
        });
        model.sort(MessagesModel::Offset);
        QVERIFY(model.sorting());
        QCOMPARE(model.storeRow(0), 0U);
        QTRY_VERIFY_WITH_TIMEOUT(sorted > 0, patience);
        QVERIFY(sorted < many);
        QCOMPARE(first, sorted - 1);
        QCOMPARE(firstUnsorted, sorted);
        QTRY_VERIFY_WITH_TIMEOUT(!model.sorting(), patience);
        QCOMPARE(model.storeRow(0), std::size_t{many - 1});
        const std::vector<int> rows = model.rowsOf({0, many - 1, many + 5});
        QCOMPARE(rows[0], many - 1);
        QCOMPARE(rows[1], 0);
        QCOMPARE(rows[2], -1);
    }

    void aNewSortTakesThePlaceOfOneThatRuns()
    {
        Arrivals source(3);
        const auto store = makeStore();
        source.add(*store, 50'000);
        MessagesModel model;
        model.setStore(store);
        QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 50'000, patience);
        model.sort(MessagesModel::Value);
        model.sort(MessagesModel::Key, Qt::DescendingOrder);
        model.sort(MessagesModel::Offset, Qt::DescendingOrder);
        compare(model, *store);
        model.sort(-1);
        QVERIFY(!model.sorting());
        compare(model, *store);
    }

    void showsWhatIsOnDiskOnceItIsFetched()
    {
        const auto store = makeStore();
        for (int i = 0; i < 2000; ++i) {
            QVERIFY(store->add({.offset = i, .value = std::string(100, 'x')}).ok());
        }
        store->batchAdded();
        MessagesModel model;
        const QSignalSpy fetched(&model, &MessagesModel::fetched);
        model.setStore(store);
        QTRY_COMPARE(model.rowCount(), 2000);
        int onDisk = 0;
        while (onDisk < model.rowCount() && model.message(onDisk).isInMemory()) {
            ++onDisk;
        }
        if (onDisk == model.rowCount()) {
            QSKIP("What was spilled is in the system's cache: no direct I/O in this folder");
        }
        const QModelIndex cell = model.index(onDisk, MessagesModel::Offset);
        QCOMPARE(cell.data().toString(), QStringLiteral("…"));
        QTRY_COMPARE(cell.data().toString(), QLocale().toString(onDisk));
        QVERIFY(!fetched.isEmpty());
        QVERIFY(model.isAtHand(onDisk));
    }

    void decodesLargeBodiesOnAnotherThread()
    {
        const auto store = makeStore({"orders"}, 100);
        const std::string large(100'000, 'x');
        for (int i = 0; i < 5; ++i) {
            QVERIFY(store->add({.offset = i, .value = large}).ok());
        }
        store->batchAdded();
        const auto patient = std::make_shared<PatientDecoder>();
        MessagesModel model;
        model.setStore(store);
        model.setBodies({.value = patient});
        QTRY_COMPARE(model.rowCount(), 5);
        const auto text = [&model](int row) {
            return model.index(row, MessagesModel::Value).data().toString();
        };
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        for (int row = 0; row < 5; ++row) {
            QVERIFY(text(row).startsWith(QStringLiteral("xxx"))); // at once
        }
        patient->mayGoOn.release(5);
        QTRY_VERIFY(!changed.isEmpty());
        for (int row = 0; row < 5; ++row) {
            QTRY_COMPARE(text(row), QStringLiteral("decoded"));
        }
    }

    void tellsNullEmptyAndBlankBodiesApart()
    {
        const auto store = makeStore({"orders"});
        const std::string blanks = " \t\r\n";
        const std::vector<std::optional<std::string_view>> bodies{std::nullopt, "", blanks, "empty",
                                                                  " a"};
        for (const auto& body : bodies) {
            QVERIFY(store->add({.key = body, .value = body}).ok());
        }
        store->batchAdded();
        MessagesModel model;
        model.setStore(store);
        QTRY_COMPARE(model.rowCount(), static_cast<int>(bodies.size()));
        const auto text = [&model](int row, int column) {
            return model.index(row, column).data().toString();
        };
        const auto isStandIn = [&model](int row, int column) {
            return model.index(row, column).data(MessagesModel::IsStandInRole).toBool();
        };
        QCOMPARE(text(0, MessagesModel::Key), QStringLiteral("∅"));
        QCOMPARE(text(0, MessagesModel::Value), QStringLiteral("∅ tombstone"));
        for (const int column : {MessagesModel::Key, MessagesModel::Value}) {
            QCOMPARE(text(1, column), QStringLiteral("empty"));
            QCOMPARE(text(2, column), QStringLiteral("␣→␍↵"));
            QCOMPARE(text(3, column), QStringLiteral("empty"));
            QCOMPARE(text(4, column), QStringLiteral(" a"));
            for (int row = 0; row < model.rowCount(); ++row) {
                QCOMPARE(isStandIn(row, column), row < 3);
                // What is copied is what there is.
                const QVariant exact = model.cells().exact(*store, model.message(row), column);
                const auto& body = bodies[static_cast<std::size_t>(row)];
                QCOMPARE(exact.isNull(), !body.has_value());
                QCOMPARE(exact.toString().toStdString(), std::string(body.value_or("")));
            }
        }
        QCOMPARE(model.index(2, MessagesModel::Value).data(Qt::ToolTipRole).toString(),
                 QStringLiteral("White space: 4 bytes"));
        QVERIFY(!isStandIn(1, MessagesModel::Topic));
        // No bytes are a message of Protobuf, and no number.
        model.setBodies({.key = test::builtIn("int32be"), .value = test::builtIn("protobuf")});
        QCOMPARE(text(1, MessagesModel::Key), QStringLiteral("empty"));
        QCOMPARE(text(1, MessagesModel::Value), QStringLiteral("{}"));
        QVERIFY(isStandIn(1, MessagesModel::Key));
        QVERIFY(!isStandIn(1, MessagesModel::Value));
        QCOMPARE(text(2, MessagesModel::Key), QString::number(0x20090D0A));
    }

    void saysWhatCellsHold()
    {
        const auto store = makeStore({"orders", "payments"});
        const std::string value = "{\n  \"id\": 1\n}";
        const std::pair<std::string_view, std::optional<std::string_view>> headers[] = {
            {"trace", "42"}, {"none", std::nullopt}};
        QVERIFY(store
                    ->add({.topic = 1,
                           .partition = 3,
                           .offset = 1234567,
                           .timestamp = 1'700'000'000'123,
                           .timestampType = TimestampType::Append,
                           .value = value,
                           .headers = headers})
                    .ok());
        QVERIFY(store->add({.key = "", .value = std::nullopt}).ok());
        const std::string turned = "\xE2\x80\xAE"
                                   "abc";
        QVERIFY(store->add({.key = "turned", .value = turned}).ok());
        store->batchAdded();
        MessagesModel model;
        model.setStore(store);
        QTRY_COMPARE(model.rowCount(), 3);
        const auto text = [&](int row, int column) {
            return model.index(row, column).data().toString();
        };
        QCOMPARE(text(0, MessagesModel::Topic), QStringLiteral("payments"));
        QCOMPARE(text(0, MessagesModel::Offset), QLocale().toString(1234567));
        QCOMPARE(text(0, MessagesModel::Key), QStringLiteral("∅"));
        QCOMPARE(text(0, MessagesModel::Value), QStringLiteral("{ \"id\": 1 }"));
        QCOMPARE(text(0, MessagesModel::Headers), QStringLiteral("trace=42, none=∅"));
        QCOMPARE(text(0, MessagesModel::KeySize), QStringLiteral("–"));
        QCOMPARE(text(0, MessagesModel::ValueSize), QStringLiteral("13 B"));
        QCOMPARE(text(0, MessagesModel::TimestampKind), QStringLiteral("broker"));
        QVERIFY(model.index(0, MessagesModel::Key).data(MessagesModel::IsStandInRole).toBool());
        QCOMPARE(model.cells().exact(*store, model.message(0), MessagesModel::Value).toString(),
                 QString::fromStdString(value));
        QVERIFY(model.index(0, MessagesModel::Headers)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .startsWith(QStringLiteral("2 headers")));
        QCOMPARE(text(1, MessagesModel::Key), QStringLiteral("empty"));
        QCOMPARE(text(1, MessagesModel::Value), QStringLiteral("∅ tombstone"));
        QCOMPARE(text(1, MessagesModel::Timestamp), QStringLiteral("–"));
        QCOMPARE(text(1, MessagesModel::KeySize), QStringLiteral("0 B"));
        // What would turn a cell's text around is left out of it, and only there.
        QCOMPARE(text(2, MessagesModel::Value), QStringLiteral("abc"));
        QCOMPARE(model.cells().exact(*store, model.message(2), MessagesModel::Value).toString(),
                 QString::fromStdString(turned));

        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setTimeFormat(MessageCells::TimeFormat::Utc);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(text(0, MessagesModel::Timestamp), QStringLiteral("2023-11-14 22:13:20.123Z"));
        model.setTimeFormat(MessageCells::TimeFormat::Epoch);
        QCOMPARE(text(0, MessagesModel::Timestamp), QStringLiteral("1700000000123"));
        model.setTimeFormat(MessageCells::TimeFormat::Age);
        QVERIFY2(text(0, MessagesModel::Timestamp).endsWith(QStringLiteral("ago")),
                 qPrintable(text(0, MessagesModel::Timestamp)));
    }

    void showsTextOfOtherEncodings()
    {
        const auto store = makeStore({"orders"});
        const std::string declared =
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<Nm>M\xfcller</Nm>";
        const std::string odd = "{\"name\":\"Jos\xe9\"}";
        QVERIFY(store->add({.key = "xml", .value = declared}).ok());
        QVERIFY(store->add({.key = "json", .value = odd}).ok());
        store->batchAdded();
        MessagesModel model;
        model.setStore(store);
        QTRY_COMPARE(model.rowCount(), 2);
        const auto text = [&](int row) {
            return model.index(row, MessagesModel::Value).data().toString();
        };
        QCOMPARE(text(0),
                 QStringLiteral("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?> "
                                "<Nm>M\u00fcller</Nm>"));
        QCOMPARE(text(1), QStringLiteral("{\"name\":\"Jos\ufffd\"}"));
        model.setBodies({.value = test::builtIn("windows-1252")});
        QTRY_COMPARE(text(1), QStringLiteral("{ \"name\": \"Jos\u00e9\" }"));
    }

private:
    static void compare(const MessagesModel& model, const MessageStore& store)
    {
        QTRY_VERIFY_WITH_TIMEOUT(model.upToDate(), patience);
        SortBy by;
        if (model.sortColumn() >= 0) {
            by = model.cells().sortBy(store, model.sortColumn(),
                                      model.sortOrder() == Qt::DescendingOrder);
        }
        const RowOrder rows = shown(model);
        const RowOrder expected = naive(store, model.filter().get(), by);
        QCOMPARE(rows.size(), expected.size());
        QVERIFY(rows == expected);
        // Each is found where it is shown.
        const std::vector<int> places = model.rowsOf(rows);
        for (std::size_t i = 0; i < places.size(); ++i) {
            QCOMPARE(places[i], static_cast<int>(i));
        }
    }
};

QTEST_GUILESS_MAIN(TestMessagesModel)
#include "tst_messagesmodel.moc"
