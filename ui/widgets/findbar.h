// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QWidget>

#include <functional>
#include <vector>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace ottla {

/// Finds text in a CodeView: all occurrences at once, counted, in the background where the text is
/// large. GUI thread.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    /// `text` gives what is searched.
    explicit FindBar(std::function<QByteArray()> text, QWidget* parent = nullptr);

    /// Puts the cursor into the bar, with `wanted` in it unless that is empty.
    void open(const QString& wanted);
    /// Another text is there: looks again, if the bar is open.
    void restart();

Q_SIGNALS:
    /// An occurrence, in bytes of the text; from == to: none.
    void found(qsizetype from, qsizetype to);
    void closed();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void search();
    void take(std::vector<std::size_t> matches);
    void step(int by);
    void show(std::size_t index);

    const std::function<QByteArray()> m_text;
    QLineEdit* m_wanted;
    QCheckBox* m_exact;
    QLabel* m_result;
    std::vector<std::size_t> m_matches;
    qsizetype m_length = 0; // of what was looked for
    std::size_t m_index = 0;
    int m_serial = 0; // of the last search
};

} // namespace ottla
