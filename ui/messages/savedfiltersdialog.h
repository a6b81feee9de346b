// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QLabel;
class QPushButton;
class QTableWidget;

namespace ottla {

class SavedFilters;

/// The filters that have a name: added, edited in place, removed, used. A change is kept as soon as
/// each name and filter is whole; until then it is said what is not. GUI thread.
class SavedFiltersDialog : public QDialog
{
    Q_OBJECT

public:
    /// The filters must outlive it.
    explicit SavedFiltersDialog(SavedFilters& saved, QWidget* parent = nullptr);

    /// With a row for `added`, of which the name is to be typed, where it is not empty.
    void openWith(const QString& added);

Q_SIGNALS:
    void chosen(const QString& text);

private:
    void addRow(const QString& name, const QString& text);
    void remove();
    void store();
    void useCurrent();

    SavedFilters& m_saved;
    QTableWidget* m_table;
    QLabel* m_problem;
    QPushButton* m_remove;
    QPushButton* m_use;
};

} // namespace ottla
