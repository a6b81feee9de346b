// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include <functional>
#include <vector>

class QLineEdit;
class QListWidget;

namespace ottla {

/// "Go to anything": type a few letters of a topic, group, connection or action, and Enter.
class QuickOpen : public QDialog
{
    Q_OBJECT

public:
    struct Entry
    {
        QString title;
        QString where; ///< Shown beside it: a cluster, a menu.
        QString icon;
        std::function<void()> run;
    };

    QuickOpen(std::vector<Entry> entries, QWidget* parent);

    /// How well `typed` fits `title`: its letters in order, better together and at the beginning
    /// of a word. Negative when they are not all there.
    [[nodiscard]] static int score(const QString& typed, const QString& title);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void search(const QString& typed);
    void choose();

    const std::vector<Entry> m_entries;
    QLineEdit* m_line;
    QListWidget* m_list;
};

} // namespace ottla
