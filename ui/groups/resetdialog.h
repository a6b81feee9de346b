// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/groups/offsetreset.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ottla {

class ClusterService;
class TimeField;

/// Sets a group's committed offsets anew, after showing what would change.
class ResetDialog : public QDialog
{
    Q_OBJECT

public:
    ResetDialog(ClusterService& service, const QString& group, QWidget* parent = nullptr);

private:
    [[nodiscard]] OffsetTarget target() const;
    void preview();
    void apply();
    void showProblem(const QString& problem);

    ClusterService& m_service;
    const QString m_group;
    OffsetChangesModel m_changes;
    int m_asked = 0; ///< Number of the newest preview; older answers are dropped.
    QComboBox* m_kind;
    QLineEdit* m_offset;
    TimeField* m_time;
    QWidget* m_timePart;
    QLabel* m_problem;
    QPushButton* m_apply;
};

} // namespace ottla
