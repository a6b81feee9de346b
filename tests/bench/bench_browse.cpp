// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

// Measures how the application takes a large topic in: the real window reads it from the beginning
// to the last row, beside `kcat -C -q -e` on the same topic in the same run, then scrolls, filters
// and sorts it; no test, it passes no judgement.
//   bench_browse BOOTSTRAP COUNT SIZE PARTITIONS [RUNS]
// prints a line for each of the interleaved runs (3), for each filter and sort, the GUI thread's
// longest stalls, and memory. A picture of the window goes to the folder OTTLA_SCREENS, if set.

#include "heartbeat.h"
#include "load.h"
#include "model/messages/messagesmodel.h"
#include "person.h"
#include "ui/messages/messageheader.h"
#include "ui/messages/messagetable.h"
#include "ui/shell/views.h"

#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>

using namespace ottla;
using namespace ottla::bench;
using namespace ottla::test;

namespace {

constexpr int jumps = 300;

template <typename Condition>
void spinUntil(Condition condition, const char* what)
{
    const auto start = Clock::now();
    while (!condition()) {
        if (secondsSince(start) > 120) {
            auto* status = visible<QLabel>("messagesStatus");
            fail(std::string("Waited too long for ") + what + "; the window says: "
                 + (status == nullptr ? "nothing" : status->text().toStdString()));
        }
        // Sleeps until something comes; given a time, it would not, and take a core from the
        // reader.
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
}

QComboBox* startChoice()
{
    for (QWidget* widget : QApplication::allWidgets()) {
        auto* choice = qobject_cast<QComboBox*>(widget);
        if (choice != nullptr && choice->isVisible()
            && choice->findText(QStringLiteral("Beginning")) >= 0) {
            return choice;
        }
    }
    return nullptr;
}

struct Browsed
{
    double seconds = 0;
    double firstRowsMs = 0;
    double loadingStallMs = 0;
    double scrollingStallMs = 0;
};

/// Reads the topic that is open from its beginning, then goes through the table by jumps.
Browsed browse(MessageTable& table, long count, Heartbeat& heartbeat)
{
    Browsed result;
    // The same button stops a read that is going on.
    spinUntil(
        [] {
            auto* read = visible<QPushButton>("readButton");
            return read != nullptr && read->text() == QStringLiteral("Read");
        },
        "an earlier read to end");
    heartbeat.takeLongest();
    const auto start = Clock::now();
    if (!click("readButton")) {
        fail("The topic cannot be read");
    }
    spinUntil([&] { return table.model()->rowCount() < count; }, "the table to begin anew");
    spinUntil([&] { return table.model()->rowCount() > 0; }, "the first rows");
    result.firstRowsMs = secondsSince(start) * 1000;
    spinUntil([&] { return table.model()->rowCount() == count; }, "the last row");
    result.seconds = secondsSince(start);
    result.loadingStallMs = heartbeat.takeLongest();
    QScrollBar& bar = *table.verticalScrollBar();
    for (int i = 1; i <= jumps; ++i) {
        bar.setValue(static_cast<int>(static_cast<long>(bar.maximum()) * i / jumps));
        QCoreApplication::processEvents();
    }
    const QModelIndex last =
        table.model()->index(static_cast<int>(count) - 1, MessagesModel::Offset);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(last).center());
    spinUntil([&] { return table.currentIndex().row() == count - 1; }, "the last row's selection");
    result.scrollingStallMs = heartbeat.takeLongest();
    return result;
}

void report(const char* what, const QString& detail, double seconds, long count,
            Heartbeat& heartbeat)
{
    std::printf("%s %s: %.2f s (%.2f M/s), longest stall %.1f ms\n", what,
                detail.toStdString().c_str(), seconds, static_cast<double>(count) / seconds / 1e6,
                heartbeat.takeLongest());
}

/// Filters what is loaded, through the filter's line.
void filter(const MessagesModel& model, const QString& text, long count, Heartbeat& heartbeat)
{
    heartbeat.takeLongest();
    auto* line = visible<QLineEdit>("filterLine");
    const auto start = Clock::now();
    line->setText(text);
    QTest::keyClick(line, Qt::Key_Return); // an expression is not taken before
    spinUntil([&] { return model.filter() && model.upToDate(); }, "the filter");
    report("filter", text + QStringLiteral(" (%1 match)").arg(model.rowCount()),
           secondsSince(start), count, heartbeat);
    line->clear();
    QTest::keyClick(line, Qt::Key_Return);
    spinUntil([&] { return !model.filter() && model.upToDate() && model.rowCount() == count; },
              "all rows again");
}

/// Sorts by a column, through its title.
void sort(MessageTable& table, const MessagesModel& model, int column, long count,
          Heartbeat& heartbeat)
{
    heartbeat.takeLongest();
    const auto start = Clock::now();
    table.horizontalHeader()->setSortIndicator(column, Qt::DescendingOrder);
    spinUntil([&] { return model.sortedRows() > 0; }, "the first sorted rows");
    const double first = secondsSince(start);
    spinUntil([&] { return model.upToDate(); }, "the sort");
    report("sort by",
           model.cells().id(column)
               + QStringLiteral(" (first rows after %1 s)").arg(first, 0, 'f', 2),
           secondsSince(start), count, heartbeat);
    table.horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
}

double kcat(const QString& bootstrap, const QString& topic)
{
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    const auto start = Clock::now();
    process.start(QStringLiteral("kcat"),
                  {QStringLiteral("-b"), bootstrap, QStringLiteral("-t"), topic,
                   QStringLiteral("-C"), QStringLiteral("-q"), QStringLiteral("-e"),
                   QStringLiteral("-o"), QStringLiteral("beginning")});
    if (!process.waitForFinished(300'000) || process.exitCode() != 0) {
        fail("kcat failed: " + process.readAllStandardError().toStdString());
    }
    return secondsSince(start);
}

/// kB of this process, as /proc names it.
long memoryKb(const char* field)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (line.startsWith(field)) {
            return line.simplified().split(' ').value(1).toLong();
        }
    }
    return 0;
}

void printMemory(const char* when)
{
    const auto megabytes = [](const char* field) {
        return static_cast<double>(memoryKb(field)) / 1024;
    };
    std::printf("memory %s: RssAnon + RssShmem %.0f MB, VmRSS %.0f MB\n", when,
                megabytes("RssAnon:") + megabytes("RssShmem:"), megabytes("VmRSS:"));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 5) {
        std::fprintf(stderr, "usage: bench_browse BOOTSTRAP COUNT SIZE PARTITIONS [RUNS]\n");
        return 2;
    }
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && qEnvironmentVariableIsEmpty("DISPLAY")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const QApplication application(argc, argv);
    QTimer wake; // conditions are looked at so often at least
    wake.start(20);
    const QString bootstrap = QString::fromLocal8Bit(argv[1]);
    const long count = std::strtol(argv[2], nullptr, 10);
    const auto size = static_cast<std::size_t>(std::strtol(argv[3], nullptr, 10));
    const int partitions = std::max(1, std::atoi(argv[4]));
    const int runs = argc > 5 ? std::atoi(argv[5]) : 3;
    const std::string topic =
        "browse-" + std::to_string(Clock::now().time_since_epoch().count() % 1'000'000'000);

    const QTemporaryDir folder;
    Session session(folder.path());
    Connection connection;
    connection.name = QStringLiteral("bench");
    connection.bootstrapServers = bootstrap;
    const QString id = session.workspace().store().add(connection);
    ClusterService& service = *session.workspace().service(id);
    service.open();
    spinUntil([&] { return service.state() == ClusterService::State::Connected; }, "the cluster");
    bool made = false;
    service.run(
        &service,
        [&](Client& client) {
            return client.createTopic({topic, partitions, 1});
        },
        [&](const Result<void>& result) {
            if (!result) {
                fail("The topic could not be made: " + result.error().message);
            }
            made = true;
        });
    spinUntil([&] { return made; }, "the topic");
    std::printf("%ld x %zu B in %d partitions, produced at %.0f/s\n", count, size, partitions,
                produce(bootstrap.toStdString(), topic, count, size, partitions, writeOrder));

    const QString name = QString::fromStdString(topic);
    session.window().views().open({ClusterTreeModel::Kind::Topic, id, name}, true);
    spinUntil([] { return visible<MessageTable>("messagesTable") != nullptr; }, "the table");
    MessageTable& table = *visible<MessageTable>("messagesTable");
    QComboBox& choice = *startChoice();
    choice.setCurrentIndex(choice.findText(QStringLiteral("Beginning")));
    Heartbeat heartbeat;
    heartbeat.start();
    for (int run = 1; run <= runs; ++run) {
        const double kcatSeconds = kcat(bootstrap, name);
        const Browsed browsed = browse(table, count, heartbeat);
        std::printf(
            "run %d: kcat -C -q %.2f s; the window %.2f s (%.0f rows/s, %.2f of kcat's rate), "
            "first rows after %.0f ms, longest stall %.1f ms while loading, %.1f ms while "
            "scrolling\n",
            run, kcatSeconds, browsed.seconds, static_cast<double>(count) / browsed.seconds,
            kcatSeconds / browsed.seconds, browsed.firstRowsMs, browsed.loadingStallMs,
            browsed.scrollingStallMs);
    }
    printMemory("with all rows");
    const auto& model = *static_cast<MessagesModel*>(table.model());
    // The first one fetches from disk what is there.
    filter(model, QStringLiteral("c-4711\""), count, heartbeat);
    filter(model, QStringLiteral("c-4711\""), count, heartbeat);
    filter(model, QStringLiteral("$.order.id == 4711"), count, heartbeat);
    for (const int column : {MessagesModel::Offset, MessagesModel::Timestamp, MessagesModel::Value,
                             MessagesModel::Key}) {
        sort(table, model, column, count, heartbeat);
    }
    printMemory("at last");
    if (const QString screens = qEnvironmentVariable("OTTLA_SCREENS"); !screens.isEmpty()) {
        table.horizontalHeader()->setSortIndicator(MessagesModel::Value, Qt::DescendingOrder);
        spinUntil([&] { return model.upToDate(); }, "the sort");
        session.window().grab().save(screens + QStringLiteral("/browse.png"));
    }
    return 0;
}
