// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/readrequest.h"

#include <QFrame>
#include <QStringList>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace ottla {

class TimeField;

/// A small panel below the read bar with what is seldom changed about a read: where it ends, which
/// transactions count, which other topics are read beside this one, what a live view keeps.
class ReadOptions : public QFrame
{
    Q_OBJECT

public:
    explicit ReadOptions(QWidget* parent);

    void showBelow(QWidget* button);
    /// Puts what was chosen into a request whose start is set.
    void apply(ReadRequest& request) const;
    /// Why it cannot be put into one; empty where it can.
    [[nodiscard]] QString problem() const;
    /// Enables what goes with where reading begins.
    void setStart(ReadRequest::Start start);
    /// To choose other topics from.
    void setTopicNames(const QStringList& names);
    /// What differs from the usual, a few words each.
    [[nodiscard]] QStringList differences() const;

Q_SIGNALS:
    void changed();
    void readAsked();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum Stop
    {
        AtTheEnd,
        AfterMessages,
        AfterMatches,
    };

    [[nodiscard]] bool endsAtTime() const;
    [[nodiscard]] bool endsAtOffset() const;
    [[nodiscard]] QStringList otherTopics() const;
    void enableWhatCounts();

    ReadRequest::Start m_start = ReadRequest::Start::Newest;
    QCheckBox* m_hasEndTime;
    TimeField* m_endTime;
    QCheckBox* m_hasEndOffset;
    QLineEdit* m_endOffset;
    QComboBox* m_isolation;
    QComboBox* m_stop;
    QSpinBox* m_stopCount;
    QLineEdit* m_topics;
    QSpinBox* m_keep;
};

} // namespace ottla
