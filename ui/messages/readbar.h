// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QMenu;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QToolButton;

namespace ottla {

class FilterLine;
class ReadOptions;
class TimeField;

/// The bar of controls above the messages: what to read, of which partitions, and the filter.
class ReadBar : public QWidget
{
    Q_OBJECT

public:
    explicit ReadBar(QWidget* parent = nullptr);

    [[nodiscard]] ReadRequest request() const;
    /// Why there is no request to be made of what is chosen; empty where there is.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] FilterLine* filterLine() const { return m_filter; }
    /// To read others beside this one.
    void setTopicNames(const QStringList& names);
    void setPartitionCount(int count);
    [[nodiscard]] int partitionCount() const { return m_partitionCount; }
    /// The primary button says Stop while a read goes on.
    void setReading(bool reading);
    void setLive(bool live);
    /// Adding is not possible, because of `why`.
    void refuseAdding(const QString& why);
    /// Of a file: there is nothing to choose but the filter, and nothing can be added.
    void setOffline();
    /// All partitions from the beginning.
    void chooseWholeTopic();
    void focusFilter();
    void clearFilter();

Q_SIGNALS:
    void readAsked();
    void stopAsked();
    void liveAsked(bool live);
    void addAsked();
    void saveAsked(bool selectedOnly);

protected:
    void changeEvent(QEvent* event) override;

private:
    enum Start
    {
        Newest,
        Beginning,
        Offset,
        Time,
        Live,
    };

    void showFieldFor(int start);
    void partitionToggled();
    void showDifferences();
    [[nodiscard]] ReadRequest::Start startOf(int choice) const;
    void showReading();
    void paintIcons();
    [[nodiscard]] std::vector<std::int32_t> chosenPartitions() const;

    QComboBox* m_start;
    QStackedWidget* m_fields;
    QSpinBox* m_count;
    QLineEdit* m_offset;
    TimeField* m_time;
    QWidget* m_timePart;
    QToolButton* m_partitions;
    QMenu* m_partitionMenu;
    QToolButton* m_more;
    ReadOptions* m_options;
    FilterLine* m_filter;
    QPushButton* m_read;
    QToolButton* m_live;
    QPushButton* m_add;
    int m_partitionCount = 0;
    bool m_reading = false;
};

} // namespace ottla
