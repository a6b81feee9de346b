// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

// Measures saving a whole topic as JSON Lines, as the dialog does it, beside `kcat -C -q -e -J`
// into a file, and loading the saved file to be browsed; no test, it passes no judgement.
//   bench_export BOOTSTRAP FOLDER COUNT SIZE PARTITIONS [RUNS]
// prints a line for each of the interleaved runs (3), then one for the loading: time, processor
// time, and the greatest RssAnon + RssShmem of the process, which is looked at each 10 ms.
//   bench_export --save BOOTSTRAP TOPIC FILE, bench_export --load FILE FOLDER
// are the processes that are measured.

#include "load.h"
#include "model/client/client.h"
#include "model/messages/messagebrowser.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <sys/resource.h>

#include <algorithm>

using namespace ottla;
using namespace ottla::bench;

namespace {

struct Measured
{
    double seconds = 0;
    double processorSeconds = 0;
    double peakMb = 0;
};

double childrensProcessorSeconds()
{
    rusage used = {};
    getrusage(RUSAGE_CHILDREN, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double residentMb(qint64 process)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(process));
    double sum = 0;
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray& line : status.readAll().split('\n')) {
            if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
                sum += line.simplified().split(' ').value(1).toDouble() / 1000;
            }
        }
    }
    return sum;
}

Measured measure(const QString& program, const QStringList& arguments, const QString& output = {})
{
    constexpr int pace = 10; // ms
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    if (!output.isEmpty()) {
        process.setStandardOutputFile(output);
    }
    Measured measured;
    const double before = childrensProcessorSeconds();
    const auto start = Clock::now();
    process.start(program, arguments);
    if (!process.waitForStarted()) {
        fail(program.toStdString() + " cannot be started");
    }
    while (!process.waitForFinished(pace)) {
        measured.peakMb = std::max(measured.peakMb, residentMb(process.processId()));
    }
    measured.seconds = secondsSince(start);
    measured.processorSeconds = childrensProcessorSeconds() - before;
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        fail(program.toStdString() + " failed");
    }
    return measured;
}

void print(const char* what, const Measured& measured, long count, const QString& file)
{
    std::printf("%-16s %7.2f s, %9.0f messages/s, %7.2f s of processor, %6.1f MB at most, "
                "file of %.0f MB\n",
                what, measured.seconds, static_cast<double>(count) / measured.seconds,
                measured.processorSeconds, measured.peakMb,
                static_cast<double>(QFileInfo(file).size()) / 1e6);
    std::fflush(stdout);
}

int save(const KafkaProperties& properties, const std::string& topic, const std::string& file)
{
    const auto job =
        saveTopicJob(properties, {.topics = {topic}, .start = ReadRequest::Start::Beginning},
                     nullptr, {.path = file});
    QObject::connect(job.get(), &MessageJob::finished, [] { QCoreApplication::quit(); });
    QObject::connect(job.get(), &MessageJob::failed,
                     [](const Error& error) { fail(error.describe()); });
    job->start();
    return QCoreApplication::exec();
}

int load(const std::string& file, const std::string& folder)
{
    MessageBrowser browser(std::filesystem::path(file), {.spillFolder = folder});
    const auto look = [&browser] {
        if (browser.progress().state == ReadProgress::State::Failed) {
            fail("The file cannot be loaded");
        }
        if (!browser.active() && browser.model()->upToDate()) {
            QCoreApplication::quit();
        }
    };
    QObject::connect(&browser, &MessageBrowser::progressChanged, look);
    QObject::connect(browser.model(), &MessagesModel::advanced, look);
    browser.start({});
    return QCoreApplication::exec();
}

int run(const QStringList& arguments)
{
    const QString& bootstrap = arguments[1];
    const QString& folder = arguments[2];
    const long count = arguments[3].toLong();
    const auto size = static_cast<std::size_t>(arguments[4].toULong());
    const int partitions = arguments[5].toInt();
    const int runs = arguments.value(6, QStringLiteral("3")).toInt();
    const QString topic = QStringLiteral("export");
    const QString saved = folder + QStringLiteral("/saved.jsonl");
    const QString json = folder + QStringLiteral("/kcat.json");
    const auto client = Client::create({{"bootstrap.servers", bootstrap.toStdString()}},
                                       WriteGate(QStringLiteral("bench"), false));
    if (!client || !(*client)->createTopic({topic.toStdString(), partitions, 1})) {
        fail("The topic could not be made");
    }
    produce(bootstrap.toStdString(), topic.toStdString(), count, size, partitions, &writeOrder);
    for (int i = 0; i < runs; ++i) {
        print("kcat -C -q -e -J",
              measure(QStringLiteral("kcat"),
                      {QStringLiteral("-C"), QStringLiteral("-q"), QStringLiteral("-e"),
                       QStringLiteral("-J"), QStringLiteral("-o"), QStringLiteral("beginning"),
                       QStringLiteral("-b"), bootstrap, QStringLiteral("-t"), topic},
                      json),
              count, json);
        QFile::remove(json);
        print("save",
              measure(QCoreApplication::applicationFilePath(),
                      {QStringLiteral("--save"), bootstrap, topic, saved}),
              count, saved);
    }
    print(
        "load",
        measure(QCoreApplication::applicationFilePath(), {QStringLiteral("--load"), saved, folder}),
        count, saved);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QStringLiteral("--save") && argc == 5) {
        return save({{"bootstrap.servers", arguments[2].toStdString()}}, arguments[3].toStdString(),
                    arguments[4].toStdString());
    }
    if (arguments.value(1) == QStringLiteral("--load") && argc == 4) {
        return load(arguments[2].toStdString(), arguments[3].toStdString());
    }
    if (argc < 6) {
        fail("bench_export BOOTSTRAP FOLDER COUNT SIZE PARTITIONS [RUNS]");
    }
    return run(arguments);
}
