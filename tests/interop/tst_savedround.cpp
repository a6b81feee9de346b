// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/savedmessages.h"
#include "model/messages/messageexport.h"
#include "model/messages/messageimport.h"
#include "support/brokerprocess.h"
#include "support/foreigntool.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <map>
#include <random>

using namespace ottla;
using namespace ottla::test;

namespace {

constexpr int patience = 200'000;
constexpr int count = 100'000;
constexpr int partitions = 4;

std::optional<std::string> randomBody(std::mt19937& engine)
{
    switch (engine() % 8) {
    case 0:
        return std::nullopt;
    case 1:
        return std::string();
    case 2:
        return "{\"id\":" + std::to_string(engine()) + ",\"t\":\"\xC3\xA9\\u0000\"}";
    default:
        break;
    }
    std::string bytes(engine() % 60, '\0');
    for (char& c : bytes) {
        c = static_cast<char>(engine());
    }
    return bytes;
}

/// A file of messages with every kind of body, some of 1 MB, in which each partition's offsets are
/// those that a new topic will give.
void writeFile(const std::string& path)
{
    std::mt19937 engine(77);
    std::ofstream out(path, std::ios::binary);
    std::string piece = SavedMessagesWriter::firstLine();
    std::map<int, std::int64_t> next;
    for (int i = 0; i < count; ++i) {
        const int partition = static_cast<int>(engine() % partitions);
        Message message{.topic = "source",
                        .partition = partition,
                        .offset = next[partition]++,
                        .timestamp = 1'600'000'000'000 + static_cast<std::int64_t>(engine() % 9999),
                        .timestampType = TimestampType::Create,
                        .key = randomBody(engine),
                        .value = randomBody(engine)};
        if (i % 20'000 == 7) {
            message.value = std::string(1'000'000, static_cast<char>(engine()));
        }
        for (auto headers = engine() % 3; headers > 0; --headers) {
            message.headers.push_back({"name", randomBody(engine)});
        }
        SavedMessagesWriter::append(piece, message);
        out << piece;
        piece.clear();
    }
}

QByteArray contentsOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// A hundred thousand messages of every kind added from a file, saved, and added again: the same
/// bytes, as clients that this project did not write see them.
class TestSavedRound : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_broker.setProperties({QStringLiteral("auto.create.topics.enable=true"),
                                QStringLiteral("num.partitions=%1").arg(partitions),
                                QStringLiteral("message.max.bytes=8000000")});
        QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
        m_made = m_folder.filePath(QStringLiteral("made.jsonl"));
        writeFile(m_made.toStdString());
        add(m_made, "first");
        m_saved = save("first");
        // What was saved is what was added, but for the topic's name and leader epochs.
        QVERIFY(!m_saved.isEmpty());
    }

    void kafkaPythonSeesTheSameBytes()
    {
        QProcess imported;
        imported.start(QStringLiteral("/usr/bin/python3"),
                       {QStringLiteral("-c"), QStringLiteral("import kafka")});
        OTTLA_NEED_TOOL(QStringLiteral("kafka-python"),
                        imported.waitForFinished(patience) && imported.exitCode() == 0);
        compare("first", m_made);
        compare("first", m_saved);
    }

    void addedToAnotherTopicTheyAreTheSame()
    {
        QProcess imported;
        imported.start(QStringLiteral("/usr/bin/python3"),
                       {QStringLiteral("-c"), QStringLiteral("import kafka")});
        OTTLA_NEED_TOOL(QStringLiteral("kafka-python"),
                        imported.waitForFinished(patience) && imported.exitCode() == 0);
        add(m_saved, "second");
        compare("second", m_made);
    }

    void kcatConsumesWhatWasSaved()
    {
        const QString kcat = QStandardPaths::findExecutable(QStringLiteral("kcat"));
        OTTLA_NEED_TOOL(QStringLiteral("kcat"), !kcat.isEmpty());
        std::map<int, QByteArray> expected;
        std::ifstream in(m_saved.toStdString());
        SavedMessagesReader reader(in);
        for (auto next = reader.next(); next.ok() && *next; next = reader.next()) {
            const Message& m = **next;
            const auto size = [](const std::optional<std::string>& body) {
                return body ? static_cast<int>(body->size()) : -1;
            };
            expected[m.partition] += QByteArray::number(static_cast<qlonglong>(m.offset)) + ' '
                + QByteArray::number(size(m.key)) + ' ' + QByteArray::number(size(m.value)) + ' '
                + QByteArray::fromStdString(m.key.value_or("") + m.value.value_or("")) + '\n';
        }
        for (const auto& [partition, bytes] : expected) {
            const QString path = m_folder.filePath(QStringLiteral("kcat-%1").arg(partition));
            QProcess consumer;
            consumer.setStandardOutputFile(path);
            consumer.start(kcat,
                           {QStringLiteral("-b"), m_broker.bootstrap(), QStringLiteral("-C"),
                            QStringLiteral("-q"), QStringLiteral("-e"), QStringLiteral("-t"),
                            QStringLiteral("first"), QStringLiteral("-p"),
                            QString::number(partition), QStringLiteral("-f"),
                            QStringLiteral("%o %K %S %k%s\\n")});
            QVERIFY(consumer.waitForFinished(patience));
            QVERIFY2(consumer.exitCode() == 0, consumer.readAllStandardError().constData());
            QVERIFY(contentsOf(path) == bytes);
        }
    }

    void aReadOnlyConnectionAddsNothing()
    {
        auto account = std::make_shared<AddFileAccount>();
        const auto job = addFileJob(properties(), WriteGate(QStringLiteral("production"), true),
                                    {.file = m_made.toStdString(), .topic = "first"}, account);
        QVERIFY2(run(*job).contains(QStringLiteral("read-only")), "");
    }

    void aBrokerThatIsGoneIsAccountedFor()
    {
        auto account = std::make_shared<AddFileAccount>();
        KafkaProperties hasty = properties();
        hasty.emplace_back("message.timeout.ms", "3000");
        const auto job = addFileJob(hasty, WriteGate(QStringLiteral("test"), false),
                                    {.file = m_made.toStdString(), .topic = "third"}, account);
        connect(job.get(), &MessageJob::progressed, this, [this, job = job.get()] {
            if (job->share() > 0.02 && m_broker.processId() > 0) {
                m_broker.kill();
            }
        });
        const QString how = run(*job);
        QVERIFY2(how.isEmpty(), qPrintable(how));
        // Each line is accounted for once.
        const LineSet& left = account->notAcknowledged;
        QVERIFY(!left.empty());
        QVERIFY(account->firstFailedLine > 0);
        QVERIFY(!account->why.empty());
        const std::int64_t unsent = left.from < 0 ? 0 : count + 2 - left.from;
        QCOMPARE(account->acknowledged + static_cast<std::int64_t>(left.lines.size()) + unsent,
                 std::int64_t{count});
        // Tried again with the broker back, the rest is added.
        QVERIFY(m_broker.restart());
        auto rest = std::make_shared<AddFileAccount>();
        const auto again =
            addFileJob(properties(), WriteGate(QStringLiteral("test"), false),
                       {.file = m_made.toStdString(), .topic = "third", .only = left}, rest);
        QCOMPARE(run(*again), QString());
        QVERIFY(rest->notAcknowledged.empty());
        QCOMPARE(rest->acknowledged, count - account->acknowledged);
    }

private:
    KafkaProperties properties() const
    {
        return {{"bootstrap.servers", m_broker.bootstrap().toStdString()}};
    }
    /// To its end; empty when it ended well, else why not.
    static QString run(MessageJob& job)
    {
        std::optional<QString> how;
        connect(&job, &MessageJob::finished, &job, [&how] { how = QString(); });
        connect(&job, &MessageJob::failed, &job,
                [&how](const Error& error) { how = QString::fromStdString(error.describe()); });
        connect(&job, &MessageJob::cancelled, &job, [&how] { how = QStringLiteral("cancelled"); });
        job.start();
        static_cast<void>(QTest::qWaitFor([&how] { return how.has_value(); }, patience));
        return how.value_or(QStringLiteral("it took too long"));
    }
    void add(const QString& path, const char* topic)
    {
        auto account = std::make_shared<AddFileAccount>();
        const auto job =
            addFileJob(properties(), WriteGate(QStringLiteral("test"), false),
                       {.file = path.toStdString(), .topic = topic, .compression = "lz4"}, account);
        QCOMPARE(run(*job), QString());
        QVERIFY2(account->notAcknowledged.empty(), account->why.c_str());
        QCOMPARE(account->acknowledged, std::int64_t{count});
    }
    QString save(const char* topic)
    {
        const QString path = m_folder.filePath(QStringLiteral("saved.jsonl"));
        const auto job =
            saveTopicJob(properties(), {.topics = {topic}, .start = ReadRequest::Start::Beginning},
                         nullptr, {.path = path.toStdString()});
        const QString how = run(*job);
        if (!how.isEmpty()) {
            qWarning("%s", qPrintable(how));
        }
        return how.isEmpty() ? path : QString();
    }
    void compare(const char* topic, const QString& file)
    {
        QProcess python;
        python.start(QStringLiteral("/usr/bin/python3"),
                     {QStringLiteral(OTTLA_INTEROP_SOURCES "/python/compare.py"),
                      m_broker.bootstrap(), QLatin1String(topic), file});
        QVERIFY(python.waitForFinished(patience));
        QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
        QCOMPARE(python.readAllStandardOutput(),
                 QByteArray("{\"equal\": ") + QByteArray::number(count) + "}\n");
    }

    BrokerProcess m_broker;
    QTemporaryDir m_folder;
    QString m_made;
    QString m_saved;
};

QTEST_GUILESS_MAIN(TestSavedRound)
#include "tst_savedround.moc"
