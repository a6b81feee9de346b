// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>

class QWidget;

namespace ottla {

/// `--screenshot FILE`: draws the window once `condition` holds, and ends the application; with
/// status 1 and the reason on standard error when it never does.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    Screenshot(QWidget& window, QString file, std::function<bool()> condition,
               QObject* parent = nullptr);

    void start();
    void fail(const QString& why);

private:
    void poll();

    QWidget& m_window;
    const QString m_file;
    const std::function<bool()> m_condition;
    QTimer m_timer;
    QElapsedTimer m_since;
    int m_settled = 0;
};

} // namespace ottla
