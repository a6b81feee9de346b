// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/base64.h"
#include "model/formats/csvmessages.h"
#include "model/formats/filenames.h"
#include "model/formats/savedmessages.h"
#include "model/messages/messageexport.h"
#include "model/messages/messageimport.h"
#include "model/messages/wholefile.h"

#include <QDir>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>

using namespace ottla;

namespace {

constexpr int patience = 30'000;

std::string randomBytes(std::mt19937& engine, std::size_t size)
{
    std::string bytes(size, '\0');
    for (char& c : bytes) {
        c = static_cast<char>(engine());
    }
    return bytes;
}

std::vector<Message> variedMessages(int count)
{
    std::mt19937 engine(5);
    std::vector<Message> messages;
    for (int i = 0; i < count; ++i) {
        Message message{.topic = "orders",
                        .partition = i % 3,
                        .offset = i / 3,
                        .timestamp = 1'700'000'000'000 + i,
                        .timestampType = TimestampType::Create,
                        .value = "plain"};
        switch (i % 5) {
        case 0:
            message.key = std::string();
            message.value = std::nullopt;
            break;
        case 1:
            message.key = "k,\"quoted\"\r\nsecond line";
            message.value = R"({"id": 18446744073709551615, "x": "\q"})";
            message.headers = {{"h", "1"}, {"h", std::nullopt}, {"", "\xFF"}};
            break;
        case 2:
            message.key = randomBytes(engine, 9);
            message.value = randomBytes(engine, 33) + "\xC3";
            break;
        case 3:
            message.key = i % 2 == 0 ? "\r" : " ,leading, and =SUM(A1)\n";
            message.value = std::string("zero\0inside", 11);
            break;
        default:
            message.value = std::string();
        }
        messages.push_back(std::move(message));
    }
    return messages;
}

std::shared_ptr<MessageStore> storeOf(const std::vector<Message>& messages)
{
    auto store =
        std::make_shared<MessageStore>(MessageStore::Options(), std::vector<std::string>{"orders"});
    for (const Message& message : messages) {
        std::vector<std::pair<std::string_view, std::optional<std::string_view>>> headers;
        for (const Header& header : message.headers) {
            headers.emplace_back(header.name, header.value);
        }
        if (!store->add({.partition = message.partition,
                         .offset = message.offset,
                         .timestamp = message.timestamp,
                         .timestampType = message.timestampType,
                         .key = message.key,
                         .value = message.value,
                         .headers = headers})) {
            qFatal("the store is full");
        }
    }
    store->batchAdded();
    return store;
}

QStringList everythingIn(const QString& folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}

/// A job run to its end: how that was, in words.
QString outcome(MessageJob& job, JobReport* report = nullptr)
{
    QString how;
    QObject::connect(&job, &MessageJob::finished, &job, [&](const JobReport& result) {
        how = QStringLiteral("finished");
        if (report) {
            *report = result;
        }
    });
    QObject::connect(&job, &MessageJob::failed, &job,
                     [&](const Error& error) { how = QString::fromStdString(error.describe()); });
    QObject::connect(&job, &MessageJob::cancelled, &job,
                     [&] { how = QStringLiteral("cancelled"); });
    job.start();
    static_cast<void>(QTest::qWaitFor([&] { return !how.isEmpty(); }, patience));
    return how;
}

/// Another process, which writes `megabytes` into a file as a save does, and then waits to be
/// ended before it completes the file, where `wait`.
int writeFile(const char* path, int megabytes, bool wait)
{
    auto file = WholeFile::create(path);
    for (int i = 0; file && i < megabytes; ++i) {
        if (auto written = file->write(std::string(1U << 20U, 'x')); !written) {
            std::printf("%s\n", written.error().describe().c_str());
            return 1;
        }
    }
    std::puts(file ? "written" : file.error().describe().c_str());
    std::fflush(stdout);
    if (wait) {
        std::getchar();
    }
    return file && file->commit() ? 0 : 1;
}

} // namespace

/// Saving, without a cluster: the formats, and what stands on the disk in the end.
class TestSaving : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesCsvThatPythonReadsBack()
    {
        const QString python = QStringLiteral("/usr/bin/python3");
        if (!QFile::exists(python)) {
            QSKIP("python3 is not installed");
        }
        const std::vector<Message> messages = variedMessages(500);
        const QTemporaryDir folder;
        const QString csv = folder.filePath(QStringLiteral("m.csv"));
        const auto job = saveRowsJob({.store = storeOf(messages)},
                                     {.format = SaveFormat::Csv, .path = csv.toStdString()});
        QCOMPARE(outcome(*job), QStringLiteral("finished"));
        QProcess reader;
        reader.start(python,
                     {QStringLiteral("-c"), QStringLiteral(R"(
import base64, csv, json, sys
def body(row, name):
    text, how = row[name], row[name + '_encoding']
    return {'null': lambda: '-', 'utf-8': lambda: text.encode().hex() or '""',
            'base64': lambda: base64.b64decode(text, validate=True).hex()}[how]()
for row in csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True):
    def part(value):
        if isinstance(value, dict):
            return base64.b64decode(value['base64'], validate=True).hex()
        return '-' if value is None else value.encode().hex() or '""'
    headers = json.loads(row['headers'] or '[]')
    assert None not in row and None not in row.values(), row
    print(row['topic'], row['partition'], row['offset'], row['timestamp'], row['timestamp_type'],
          body(row, 'key'), body(row, 'value'),
          *[part(header['name']) + '=' + part(header['value']) for header in headers])
)"),
                      csv});
        QVERIFY(reader.waitForFinished(patience));
        QCOMPARE(reader.readAllStandardError(), QByteArray());
        const QList<QByteArray> lines = reader.readAllStandardOutput().trimmed().split('\n');
        QCOMPARE(lines.size(), 500);
        const auto hex = [](const std::optional<std::string>& body) {
            return !body        ? QByteArray("-")
                : body->empty() ? QByteArray("\"\"")
                                : QByteArray::fromStdString(*body).toHex();
        };
        for (int i = 0; i < 500; ++i) {
            const Message& m = messages[static_cast<std::size_t>(i)];
            QByteArray headers;
            for (const Header& header : m.headers) {
                headers += ' ' + hex(header.name) + '=' + hex(header.value);
            }
            QCOMPARE(lines[i],
                     "orders " + QByteArray::number(m.partition) + ' '
                         + QByteArray::number(static_cast<qlonglong>(m.offset)) + ' '
                         + QByteArray::number(static_cast<qlonglong>(m.timestamp)) + " create "
                         + hex(m.key) + ' ' + hex(m.value) + headers);
        }
    }

    void writesRawFilesWithSafeNames()
    {
        std::vector<Message> messages = variedMessages(6);
        messages[2].key = "../../etc/passwd";
        const QTemporaryDir folder;
        const QString raw = folder.filePath(QStringLiteral("raw"));
        JobReport report;
        const auto job = saveRowsJob({.store = storeOf(messages)},
                                     {.format = SaveFormat::RawFiles,
                                      .path = raw.toStdString(),
                                      .namePattern = "{topic}-{partition}-{offset}-{key}.bin"});
        QCOMPARE(outcome(*job, &report), QStringLiteral("finished"));
        QCOMPARE(everythingIn(folder.path()), QStringList{QStringLiteral("raw")});
        // Two of the six are tombstones: no file can hold null, and the report says so.
        QCOMPARE(everythingIn(raw).size(), 4);
        QVERIFY(!report.whole);
        QVERIFY2(report.details.contains(QStringLiteral("2 messages without a value")),
                 qPrintable(report.details));
        QFile file(raw + QStringLiteral("/orders-2-0-_._.._etc_passwd.bin"));
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(everythingIn(raw).join(u' ')));
        QCOMPARE(file.readAll().toStdString(), *messages[2].value);

        const auto again = saveRowsJob({.store = storeOf(messages)},
                                       {.format = SaveFormat::RawFiles, .path = raw.toStdString()});
        QVERIFY(outcome(*again).contains(QStringLiteral("choose another name")));
        QCOMPARE(everythingIn(raw).size(), 4);
    }

    void refusesPatternsThatWouldMixMessages_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("good");
        QTest::newRow("default") << QStringLiteral("{topic}-{partition}-{offset}.bin") << true;
        QTest::newRow("no offset") << QStringLiteral("{topic}-{partition}") << false;
        QTest::newRow("a folder") << QStringLiteral("{partition}/{offset}") << false;
        QTest::newRow("unknown") << QStringLiteral("{partition}-{offset}-{colour}") << false;
        QTest::newRow("not closed") << QStringLiteral("{partition}-{offset") << false;
    }
    void refusesPatternsThatWouldMixMessages()
    {
        QFETCH(QString, pattern);
        QFETCH(bool, good);
        QCOMPARE(FileNamePattern::parse(pattern.toStdString()).ok(), good);
    }

    void makesEveryNameSafe()
    {
        QCOMPARE(safeFileNamePart("..") == "..", false);
        QCOMPARE(safeFileNamePart("a/b\\c:d\n"), std::string("a_b_c_d_"));
        QCOMPARE(safeFileNamePart("\xFF\xC3\xA9"), std::string("___"));
        QCOMPARE(safeFileNamePart("caf\xC3\xA9"), std::string("caf\xC3\xA9"));
        const std::string longName = safeFileNamePart("x" + std::string(200, '\xC3'));
        QVERIFY(longName.size() <= 80);
    }

    void writesOneTextToRead()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("m.txt"));
        const auto job = saveRowsJob({.store = storeOf(variedMessages(2))},
                                     {.format = SaveFormat::Pretty, .path = path.toStdString()});
        QCOMPARE(outcome(*job), QStringLiteral("finished"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY2(text.startsWith("# orders, partition 0, offset 0, 2023-11-14T22:13:20.000Z "
                                 "(create)\nkey: \nvalue: null\n\n# orders, partition 1"),
                 text.constData());
        QVERIFY2(text.contains("18446744073709551615"), text.constData());
    }

    void accountsForWhatItSaved()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("m.jsonl"));
        JobReport report;
        const auto job =
            saveRowsJob({.store = storeOf(variedMessages(30))}, {.path = path.toStdString()});
        QCOMPARE(outcome(*job, &report), QStringLiteral("finished"));
        QVERIFY(report.whole);
        QCOMPARE(report.messages, 30);
        QVERIFY2(report.details.contains(
                     QStringLiteral("orders, partition 2: 10 messages, offsets 0 to 9")),
                 qPrintable(report.details));
    }

    void leavesNothingBehindWhenCancelledOrWithoutAFolder()
    {
        const QTemporaryDir folder;
        const auto store = storeOf(variedMessages(10));
        for (const auto format : {SaveFormat::JsonLines, SaveFormat::RawFiles}) {
            const auto job = saveRowsJob(
                {.store = store},
                {.format = format, .path = folder.filePath(QStringLiteral("x")).toStdString()});
            job->cancel();
            QCOMPARE(outcome(*job), QStringLiteral("cancelled"));
            QCOMPARE(everythingIn(folder.path()), QStringList());
        }
        const auto nowhere =
            saveRowsJob({.store = store},
                        {.path = folder.filePath(QStringLiteral("no/such/file")).toStdString()});
        QVERIFY(outcome(*nowhere).contains(QStringLiteral("No such file")));
    }

    void cancelsATopicThatIsBeingRead()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("m.jsonl"));
        const auto job =
            saveTopicJob({{"bootstrap.servers", "127.0.0.1:1"}}, {.topics = {"orders"}}, nullptr,
                         {.path = path.toStdString()});
        connect(job.get(), &MessageJob::progressed, job.get(), &MessageJob::cancel);
        QCOMPARE(outcome(*job), QStringLiteral("cancelled"));
        QCOMPARE(everythingIn(folder.path()), QStringList());
    }

    void keepsTheOldFileWhenTheNewOneDoesNotFit()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("m.jsonl"));
        QFile old(path);
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old");
        old.close();
        // A limit on a file's size fails a write as a full disk does.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before = {};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small = {100'000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        const auto job =
            saveRowsJob({.store = storeOf(variedMessages(5000))}, {.path = path.toStdString()});
        const QString how = outcome(*job);
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY2(how.contains(QStringLiteral("after 100000 bytes")), qPrintable(how));
        QVERIFY2(how.contains(path), qPrintable(how));
        QCOMPARE(everythingIn(folder.path()), QStringList{QStringLiteral("m.jsonl")});
        QVERIFY(old.open(QIODevice::ReadOnly));
        QCOMPARE(old.readAll(), QByteArray("old"));
    }

    void saysWhatAFullDiskHeld()
    {
        const QTemporaryDir folder;
        const QString program = QCoreApplication::applicationFilePath();
        QProcess shell;
        shell.start(
            QStringLiteral("unshare"),
            {QStringLiteral("--map-root-user"), QStringLiteral("--mount"), QStringLiteral("sh"),
             QStringLiteral("-c"),
             QStringLiteral("mount -t tmpfs -o size=2m none \"$1\" || { echo unable; exit; }"
                            "; \"$2\" --write \"$1/f\" 3; ls -A \"$1\""),
             QStringLiteral("sh"), folder.path(), program});
        QVERIFY(shell.waitForStarted(patience) || true);
        shell.waitForFinished(patience);
        const QByteArray said = shell.readAllStandardOutput();
        if (said.isEmpty() || said.contains("unable")) {
            QSKIP("no file system of its own may be mounted here");
        }
        QVERIFY2(said.contains("No space left on device"), said.constData());
        QVERIFY2(said.contains("after 2097152 bytes"), said.constData());
        QCOMPARE(said.count('\n'), 1); // ls found nothing
    }

    void aKilledProcessLeavesNothing()
    {
        const QTemporaryDir folder;
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(),
                     {QStringLiteral("--write"), folder.filePath(QStringLiteral("f")),
                      QStringLiteral("5"), QStringLiteral("wait")});
        QTRY_VERIFY_WITH_TIMEOUT(writer.canReadLine(), patience);
        QCOMPARE(writer.readLine(), QByteArray("written\n"));
        writer.kill();
        QVERIFY(writer.waitForFinished(patience));
        QCOMPARE(everythingIn(folder.path()), QStringList());
    }

    void keepsModeAndFollowsLinks()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("real"));
        QFile real(path);
        QVERIFY(real.open(QIODevice::WriteOnly));
        real.close();
        QVERIFY(real.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        const QString link = folder.filePath(QStringLiteral("link"));
        QVERIFY(QFile::link(path, link));
        auto file = WholeFile::create(link.toStdString());
        QVERIFY(file.ok());
        QVERIFY(file->write("new").ok());
        QVERIFY(file->commit().ok());
        QVERIFY(QFileInfo(link).isSymLink());
        QVERIFY(real.open(QIODevice::ReadOnly));
        QCOMPARE(real.readAll(), QByteArray("new"));
        QCOMPARE(real.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void copiesTheLinesThatAreLeft()
    {
        const QTemporaryDir folder;
        const std::string all = folder.filePath(QStringLiteral("all.jsonl")).toStdString();
        const QString left = folder.filePath(QStringLiteral("left.jsonl"));
        const auto job = saveRowsJob({.store = storeOf(variedMessages(10))}, {.path = all});
        QCOMPARE(outcome(*job), QStringLiteral("finished"));
        JobReport report;
        const auto copy =
            saveLinesJob({.file = all}, {.lines = {2, 5}, .from = 9}, left.toStdString());
        QCOMPARE(outcome(*copy, &report), QStringLiteral("finished"));
        QCOMPARE(report.messages, 5); // lines 2, 5, 9, 10 and 11
        std::ifstream in(left.toStdString());
        SavedMessagesReader reader(in);
        std::vector<std::pair<std::int32_t, std::int64_t>> places;
        for (auto next = reader.next(); next.ok() && *next; next = reader.next()) {
            places.emplace_back((*next)->partition, (*next)->offset);
        }
        const std::vector<std::pair<std::int32_t, std::int64_t>> expected{
            {0, 0}, {0, 1}, {1, 2}, {2, 2}, {0, 3}};
        QVERIFY(places == expected);
    }
};

int main(int argc, char** argv)
{
    if (argc >= 4 && std::string_view(argv[1]) == "--write") {
        return writeFile(argv[2], std::stoi(argv[3]), argc == 5);
    }
    QCoreApplication application(argc, argv);
    TestSaving test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_saving.moc"
