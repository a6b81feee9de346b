// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/savedmessages.h"

#include <QTest>

#include <random>
#include <sstream>

using namespace ottla;

namespace {

std::optional<std::string> body(std::mt19937& engine)
{
    switch (engine() % 4) {
    case 0:
        return std::nullopt;
    case 1:
        return std::string();
    case 2:
        return std::string("{\"a\":\"\\\\ \\\"é\n\t\r\x01\x7F\"}") + '\0';
    default:
        break;
    }
    std::string bytes(engine() % 40, '\0');
    for (char& c : bytes) {
        c = static_cast<char>(engine());
    }
    return bytes;
}

QByteArray readError(const std::string& file)
{
    std::istringstream in(file);
    SavedMessagesReader reader(in);
    for (;;) {
        auto message = reader.next();
        if (!message) {
            return QByteArray::fromStdString(message.error().describe());
        }
        if (!*message) {
            return {};
        }
    }
}

} // namespace

class TestSavedMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheDocumentedLines()
    {
        std::string out = SavedMessagesWriter::firstLine();
        SavedMessagesWriter::append(out,
                                    {.topic = "orders",
                                     .partition = 3,
                                     .offset = 17,
                                     .timestamp = 1700000000123,
                                     .timestampType = TimestampType::Create,
                                     .leaderEpoch = 2,
                                     .key = "k",
                                     .value = std::nullopt,
                                     .headers = {{"h", "\xFF"}, {"h", std::nullopt}}});
        QCOMPARE(QByteArray::fromStdString(out),
                 QByteArray("{\"ottla\":1}\n{\"topic\":\"orders\",\"partition\":3,\"offset\":17,"
                            "\"timestamp\":1700000000123,\"timestampType\":\"create\","
                            "\"leaderEpoch\":2,\"key\":\"k\",\"value\":null,\"headers\":["
                            "{\"name\":\"h\",\"value\":{\"base64\":\"/w==\"}},"
                            "{\"name\":\"h\",\"value\":null}]}\n"));
    }

    void readsBackWhatWasWritten()
    {
        std::mt19937 engine(11);
        std::vector<Message> messages;
        std::string file = SavedMessagesWriter::firstLine();
        for (int i = 0; i < 2000; ++i) {
            Message message{.topic = "t.\xC3\xA9",
                            .partition = static_cast<std::int32_t>(engine() % 9),
                            .offset = static_cast<std::int64_t>(engine()) << 30U,
                            .timestamp = -1 + static_cast<std::int64_t>(engine()),
                            .timestampType = static_cast<TimestampType>(engine() % 3),
                            .leaderEpoch = {},
                            .key = body(engine),
                            .value = body(engine),
                            .headers = {}};
            if (engine() % 2 == 0) {
                message.leaderEpoch = static_cast<std::int32_t>(engine() % 100);
            }
            for (auto h = engine() % 3; h > 0; --h) {
                message.headers.push_back({body(engine).value_or("name"), body(engine)});
            }
            SavedMessagesWriter::append(file, message);
            messages.push_back(std::move(message));
        }
        std::istringstream in(file);
        SavedMessagesReader reader(in);
        for (const Message& expected : messages) {
            const auto message = reader.next();
            QVERIFY2(message.ok(), message.ok() ? "" : message.error().describe().c_str());
            QVERIFY(message.value().has_value());
            QVERIFY(*message.value() == expected);
        }
        const auto end = reader.next();
        QVERIFY(end.ok());
        QVERIFY(!end.value());
    }

    void namesTheLineThatIsWrong()
    {
        const std::string first = SavedMessagesWriter::firstLine();
        std::string good;
        SavedMessagesWriter::append(good, {});
        QVERIFY(readError(first + good).isEmpty());
        QVERIFY(readError("").contains("line 1"));
        QVERIFY(readError(good).contains("line 1"));
        QVERIFY(readError("{\"ottla\":2}\n").contains("format 2"));
        QVERIFY(readError(first + good + "{\"topic\":").contains("line 3"));
        QVERIFY(readError(first + good + good.substr(0, good.size() / 2)).contains("line 3"));
        const auto with = [&](const std::string& from, const std::string& to) {
            std::string line = good;
            line.replace(line.find(from), from.size(), to);
            return readError(first + line);
        };
        QVERIFY(with("\"key\":null", "\"key\":{\"base64\":\"!\"}").contains("\"key\""));
        QVERIFY(with("\"key\":null", "\"key\":{\"base64\":\"/x==\"}").contains("\"key\""));
        QVERIFY(with("\"key\":null", "\"key\":7").contains("\"key\""));
        QVERIFY(with("\"key\":null,", "").contains("\"key\""));
        QVERIFY(with("\"partition\":0", "\"partition\":3000000000").contains("\"partition\""));
        QVERIFY(with("\"offset\":0", "\"offset\":18446744073709551615").contains("\"offset\""));
        QVERIFY(with("none", "soon").contains("timestampType"));
    }
};

QTEST_APPLESS_MAIN(TestSavedMessages)
#include "tst_savedmessages.moc"
