// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDockWidget>

namespace ottla {

class LogModel;
class TableView;

/// What the application and its clusters had to say, the newest line at the bottom. Follows it
/// until somebody scrolls up.
class LogDock : public QDockWidget
{
    Q_OBJECT

public:
    /// `log` must outlive it.
    explicit LogDock(LogModel& log, QWidget* parent = nullptr);

private:
    TableView* m_table;
};

} // namespace ottla
