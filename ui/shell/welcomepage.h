// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace ottla {

class LocalCluster;

/// The first page: start the local cluster, add a connection, and three lines on what Kafka is. It
/// says what data the local cluster opens, and lets one choose where there are several. While the
/// cluster runs its address stands in the button's place; when it fails, so do its own log lines.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(LocalCluster& local, QWidget* parent = nullptr);

Q_SIGNALS:
    void startRequested(int brokers);
    void samplesRequested(int brokers);
    void openRequested();
    void addConnectionRequested();

private:
    void refresh();
    void refreshData();
    void showData();

    LocalCluster& m_local;
    QPushButton* m_start;
    QSpinBox* m_brokers;
    QPushButton* m_samples;
    QPushButton* m_open;
    QPushButton* m_copy;
    QPushButton* m_stop;
    QLabel* m_state;
    QLabel* m_address;
    QComboBox* m_choice;
    QLabel* m_data;
    QPlainTextEdit* m_log;
};

} // namespace ottla
