// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/screenshot.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QWidget>

#include <cstdio>

namespace ottla {

namespace {
constexpr int pollMs = 100;
constexpr int patienceMs = 60'000;
constexpr int pollsToSettle = 5; // what has just arrived is laid out and painted first
} // namespace

Screenshot::Screenshot(QWidget& window, QString file, std::function<bool()> condition,
                       QObject* parent)
    : QObject(parent)
    , m_window(window)
    , m_file(std::move(file))
    , m_condition(std::move(condition))
{
    m_timer.setInterval(pollMs);
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::poll);
}

void Screenshot::start()
{
    m_since.start();
    m_timer.start();
}

void Screenshot::poll()
{
    if (m_since.elapsed() > patienceMs) {
        fail(tr("Nothing to draw after %n second(s)", nullptr, patienceMs / 1000));
        return;
    }
    m_settled = m_condition() ? m_settled + 1 : 0;
    if (m_settled < pollsToSettle) {
        return;
    }
    m_timer.stop();
    if (!m_window.grab().save(m_file)) {
        fail(tr("%1 cannot be written").arg(m_file));
        return;
    }
    m_window.close();
    QCoreApplication::exit(0);
}

void Screenshot::fail(const QString& why)
{
    m_timer.stop();
    std::fprintf(stderr, "%s\n", qPrintable(why));
    QCoreApplication::exit(1);
}

} // namespace ottla
