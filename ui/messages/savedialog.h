// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/savetarget.h"

#include <QDialog>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace ottla {

/// Which messages are to be saved.
enum class SaveWhat
{
    Selected,
    Shown, ///< The rows of the table: with a filter, those that match.
    AsAsked, ///< What the bar asks for, read anew into the file.
    Topic, ///< All of the topic, read anew into the file.
};

/// What there is to be saved.
struct SaveOffer
{
    QString topic = {};
    qint64 selected = 0;
    qint64 shown = 0;
    bool filtered = false;
    bool connected = true; ///< So that a topic can be read anew.
};

/// Asks which messages to save, how, and where to. GUI thread.
class SaveDialog : public QDialog
{
    Q_OBJECT

public:
    SaveDialog(const SaveOffer& offer, SaveWhat what, QWidget* parent = nullptr);

    [[nodiscard]] SaveWhat what() const;
    /// AsAsked and Topic: only what matches the filter.
    [[nodiscard]] bool onlyMatching() const;
    [[nodiscard]] SaveOptions options() const;

private:
    [[nodiscard]] QWidget* whatPart(SaveWhat what);
    void addWhat(SaveWhat what, const QString& name, const QString& text, bool possible,
                 QVBoxLayout* layout);
    void formatChanged();
    void followEnding(const QString& path); ///< What is called x.csv is to be CSV.
    void check();
    void browse();

    const SaveOffer m_offer;
    QButtonGroup* m_what;
    QCheckBox* m_matching;
    QComboBox* m_format;
    QLabel* m_about;
    QLabel* m_patternLabel;
    QLineEdit* m_pattern;
    QLineEdit* m_path;
    QLabel* m_note;
    QPushButton* m_save;
};

} // namespace ottla
