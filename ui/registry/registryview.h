// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/registry/znodetreemodel.h"

#include <QTimer>
#include <QWidget>

class QFormLayout;
class QLabel;
class QStackedLayout;
class QTreeView;

namespace ottla {

class CodeView;
class StatePanel;

/// The registry's znodes as a tree, and data and stat of the one that is selected. Read-only, and
/// read again every few seconds while it shows.
class RegistryView : public QWidget
{
    Q_OBJECT

public:
    /// `hosts` is host:port[/chroot].
    explicit RegistryView(const QString& hosts, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void showCurrent();
    void showFailure(const Error& error);
    void addField(QFormLayout* form, const QString& name, const QString& toolTip);

    ZnodeTreeModel m_model;
    QTimer m_timer;
    QTimer m_relayout; // once for many that came together
    QTreeView* m_tree;
    QLabel* m_path;
    CodeView* m_data;
    QList<QLabel*> m_stat;
    QLabel* m_stale;
    QWidget* m_content;
    StatePanel* m_failure;
    QStackedLayout* m_stack;
    QByteArray m_shown; ///< The data in the view, so that scrolling survives a refresh.
    QString m_shownPath;
};

} // namespace ottla
