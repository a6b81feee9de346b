// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagefilter.h"
#include "ui/shell/theme.h"

#include <QJsonObject>
#include <QLineEdit>
#include <QTimer>

#include <memory>
#include <optional>

class QLabel;
class QMenu;

namespace ottla {

class SavedFilters;
class SavedFiltersDialog;

/// The line in which a filter is typed. Plain text applies after a short pause, an expression on
/// Enter; the icon at its left says as which of them the text is read, and a note below it what is
/// wrong, with the place underlined. A menu at its right offers saved filters and those used last.
/// GUI thread.
class FilterLine : public QLineEdit
{
    Q_OBJECT

public:
    explicit FilterLine(QWidget* parent = nullptr);
    ~FilterLine() override;

    /// To be laid out below the line; hidden while there is nothing to say.
    [[nodiscard]] QLabel* note() const { return m_note; }
    /// What is applied; null shows everything.
    [[nodiscard]] const std::shared_ptr<const MessageFilter>& filter() const { return m_filter; }
    /// Whether reads should keep only what matches.
    [[nodiscard]] bool keepsOnlyMatches() const;
    /// Null: nothing is offered or kept. The line takes it over.
    void setSaved(std::unique_ptr<SavedFilters> saved);
    /// How bodies are decoded; the filter applies anew.
    void setBodies(FilterBodies bodies);
    /// What is applied, and how the line is read.
    [[nodiscard]] QJsonObject state() const;
    enum class From
    {
        Bookmark,
        LastTime, ///< Nobody asked for it now: it is said that it is on until it is changed.
    };
    void restoreState(const QJsonObject& state, From from);

public Q_SLOTS:
    /// Applies the text at once, or says what is wrong with it.
    void applyNow();
    /// Takes the text's place, applies, and has the keyboard.
    void use(const QString& text);
    void showHelp();

Q_SIGNALS:
    void filterChanged();
    /// A filter was put into the line by a person, not by typing.
    void chosen();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void moveEvent(QMoveEvent* event) override;

private:
    void buildMenu();
    void addFilters(const QString& title, const QList<std::pair<QString, QString>>& filters);
    void addModes();
    void editSaved(bool addThis);
    void textTyped();
    void pauseEnded();
    [[nodiscard]] ParsedFilter parsed() const;
    void apply(const ParsedFilter& parsed);
    /// With an error at the text's end only once it is `finished`: before that, the person is about
    /// to type on.
    void show(const ParsedFilter& parsed, bool finished);
    void underline(const std::optional<FilterError>& error);
    void say(const QString& text, ThemeRole role);
    void paintIcons();

    QLabel* m_note;
    QMenu* m_menu;
    QAction* m_icon;
    QAction* m_open;
    QAction* m_keepOnlyMatches;
    std::unique_ptr<SavedFilters> m_saved;
    SavedFiltersDialog* m_dialog = nullptr;
    QTimer m_pause;
    FilterBodies m_bodies;
    FilterMode m_mode = FilterMode::Automatic;
    FilterMode m_readAs = FilterMode::Text;
    std::optional<FilterError> m_marked; // the place that is underlined
    QString m_applied;
    FilterMode m_appliedAs = FilterMode::Text;
    std::shared_ptr<const MessageFilter> m_filter;
    bool m_fromLastTime = false;
};

} // namespace ottla
