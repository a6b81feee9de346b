// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// How long the GUI thread is held while the detail view opens a large message. A measurement, not a
// judgement.
//   bench_detail MEGABYTES
// prints the time until all of the message is in the view, and the longest stalls: while it opens,
// while it is scrolled to its end by jumps, and while text at its end is looked for.

#include "heartbeat.h"
#include "model/messages/messagestore.h"
#include "ui/messages/messagedetail.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/scintilla.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>

#include <cstdio>
#include <string>

using namespace ottla;
using namespace ottla::bench;

namespace {

constexpr int jumps = 100;

std::string document(std::size_t size)
{
    std::string text = R"({"items":[)";
    while (text.size() < size) {
        text += R"({"id":18446744073709551615,"name":"Ada","tags":["a","b"],"ok":true},)";
    }
    return text + R"({"last":"needle"}]})";
}

void until(const std::function<bool()>& done)
{
    while (!done()) {
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && qEnvironmentVariableIsEmpty("DISPLAY")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    const std::size_t size = (argc > 1 ? std::stoul(argv[1]) : 50) * 1'000'000;
    MessageStore::Options options;
    options.memoryBudget = std::size_t{1} << 30U;
    MessageStore store(options, {"large"});
    const std::string text = document(size);
    if (!store.add({.value = text})) {
        return 1;
    }
    store.batchAdded();
    MessageDetail detail;
    detail.resize(1000, 500);
    detail.show();
    if (!QTest::qWaitForWindowExposed(&detail)) {
        return 1;
    }
    auto* view = detail.findChild<CodeView*>(QStringLiteral("valueView"));
    Heartbeat heartbeat;
    heartbeat.start();
    heartbeat.takeLongest();
    const auto start = std::chrono::steady_clock::now();
    detail.showMessage(store.at(0), "large");
    until([&] { return view->shown().size() > static_cast<qsizetype>(size) && view->isBuilt(); });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const double opening = heartbeat.takeLongest();
    QScrollBar* bar = view->editor()->verticalScrollBar();
    for (int i = 1; i <= jumps; ++i) {
        bar->setValue(static_cast<int>(static_cast<long>(bar->maximum()) * i / jumps));
        QCoreApplication::processEvents();
    }
    const double scrolling = heartbeat.takeLongest();
    bar->setValue(0);
    view->showFind();
    auto* wanted = view->findChild<QLineEdit*>(QStringLiteral("findText"));
    QTest::keyClicks(wanted, QStringLiteral("needle"));
    auto* result = view->findChild<QLabel*>(QStringLiteral("findResult"));
    until([&] {
        return result->text() == QStringLiteral("1 of 1")
            && view->editor()->selectedText() == QStringLiteral("needle");
    });
    const double finding = heartbeat.takeLongest();
    std::printf("%zu MB, %.0f MB laid out over %d lines: whole after %.2f s; longest stall %.1f ms "
                "opening, %.1f ms scrolling, %.1f ms finding\n",
                size / 1'000'000, static_cast<double>(view->shown().size()) / 1e6,
                view->editor()->lines(), took.count(), opening, scrolling, finding);
    return 0;
}
