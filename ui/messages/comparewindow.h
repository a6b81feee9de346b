// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/filters/source.h"
#include "model/formats/message.h"

#include <QDialog>

#include <functional>
#include <vector>

class QLabel;
class QPushButton;

namespace ottla {

class CodeView;

/// Two messages side by side: place, key, headers and value over lines, lines that are the same
/// beside each other, those that differ marked. A window of its own. GUI thread.
class CompareWindow : public QDialog
{
    Q_OBJECT

public:
    /// Gives a message, on another thread: it may have to come from a disk.
    using Source = std::function<Message()>;

    /// `bodies` says how keys and values are read; what that takes is waited for elsewhere.
    CompareWindow(Source left, Source right, FilterBodies bodies, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Compared;

    [[nodiscard]] CodeView* makeView(const QString& name, const QString& accessibleName);
    void present(const Compared& compared);
    void markChanges(CodeView* view);
    void follow(CodeView* from, CodeView* to);
    void step(int by);

    CodeView* m_left;
    CodeView* m_right;
    QLabel* m_count;
    QPushButton* m_previous;
    QPushButton* m_next;
    std::vector<int> m_changed; // lines, ascending
    std::vector<int> m_places; // the first lines of changes that hang together
    int m_at = -1; // which of the places was gone to
};

} // namespace ottla
