// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineEdit>

#include <optional>

class QLabel;

namespace ottla {

/// A line for a time, as people write and paste them (model/formats/typedtime.h). What is not
/// understood is underlined, and what was understood is said in the note. GUI thread.
class TimeField : public QLineEdit
{
    Q_OBJECT

public:
    explicit TimeField(const QString& text, QWidget* parent);

    /// To be laid out beside the line.
    [[nodiscard]] QLabel* note() const { return m_note; }
    /// ms since 1970 UTC, counted from now where it is relative; the note says the same from then
    /// on.
    [[nodiscard]] std::optional<qint64> time() const;
    /// There is a time to be had.
    [[nodiscard]] bool isUnderstood() const { return m_understood; }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void understand();
    void underline();

    QLabel* m_note;
    bool m_understood = false;
};

/// Such a line with its note, one beside the other.
[[nodiscard]] QWidget* withNote(TimeField* field, QWidget* parent);

} // namespace ottla
