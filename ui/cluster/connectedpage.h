// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace ottla {

class ClusterService;
class StatePanel;

/// What every view of a cluster stands in: until the cluster answers it says what it waits for and
/// for how long, or why it failed and what to do; then it makes the view. When the cluster is lost
/// later the view stays, under a line that says so.
class ConnectedPage : public QWidget
{
    Q_OBJECT

public:
    /// Null while the cluster does not know yet of what is to be shown: asked again with each
    /// refresh.
    using Make = std::function<QWidget*(QWidget* parent)>;

    ConnectedPage(ClusterService& service, Make make, QWidget* parent = nullptr);

    [[nodiscard]] ClusterService& service() const { return m_service; }
    /// Null until the cluster has answered.
    [[nodiscard]] QWidget* content() const { return m_content; }

Q_SIGNALS:
    void ready(QWidget* content);
    void editRequested(const QString& connection);

private:
    void refresh();
    void showWaiting();
    void askForSecret();

    ClusterService& m_service;
    const Make m_make;
    QWidget* m_content = nullptr;
    QLabel* m_banner;
    QStackedWidget* m_stack;
    StatePanel* m_idle;
    StatePanel* m_waiting;
    StatePanel* m_failed;
    QPushButton* m_again;
    QPushButton* m_enterSecret;
    QElapsedTimer m_since;
    QTimer m_tick;
};

} // namespace ottla
