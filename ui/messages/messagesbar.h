// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"

#include <QWidget>

class QComboBox;
class QDateTimeEdit;
class QLineEdit;
class QMenu;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace ottla {

/// The one bar of controls above the messages: where to begin, which partitions, the filter, and
/// what can be done.
class MessagesBar : public QWidget
{
    Q_OBJECT

public:
    MessagesBar(int partitions, bool readOnly, QWidget* parent = nullptr);

    /// What the controls ask for; without a topic.
    [[nodiscard]] ReadRequest request() const;
    /// The topic has more partitions than it had; new ones are chosen.
    void setPartitionCount(int partitions);
    void setReading(bool reading);
    void setSavable(bool savable);
    void setLive(bool live);
    void toggleLive();
    void clearFilter();
    void focusFilter();

Q_SIGNALS:
    void readRequested();
    void stopRequested();
    void liveToggled(bool live);
    void filterChanged(const QString& text);
    void addRequested();
    void saveRequested();

private:
    void showStartField();
    void showPartitions();

    int m_partitionCount = 0;
    bool m_reading = false;
    QComboBox* m_start;
    QSpinBox* m_count;
    QLineEdit* m_offset;
    QDateTimeEdit* m_time;
    QToolButton* m_partitions;
    QMenu* m_partitionMenu;
    QLineEdit* m_filter;
    QPushButton* m_read;
    QPushButton* m_live;
    QPushButton* m_add;
    QPushButton* m_save;
};

} // namespace ottla
