// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/filterline.h"

#include "model/filters/filterwords.h"
#include "model/filters/savedfilters.h"
#include "ui/messages/filterhelp.h"
#include "ui/messages/savedfiltersdialog.h"
#include "ui/shell/icons.h"
#include "ui/widgets/themed.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QEvent>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QTextCharFormat>

#include <algorithm>
#include <array>

namespace ottla {

namespace {

constexpr int pause = 250; // ms without a key before plain text applies
constexpr int longestOffered = 60; // characters of a filter in the menu

constexpr std::array modeNames{"automatic", "text", "expression"};

QString offered(const QString& text)
{
    QString shown = text.size() > longestOffered ? text.left(longestOffered) + u'…' : text;
    return shown.replace(u'&', QStringLiteral("&&"));
}

// Positions in the text as it is in UTF-8, as positions in the text.
qsizetype characters(const QByteArray& utf8, std::size_t bytes)
{
    return QString::fromUtf8(utf8.left(static_cast<qsizetype>(bytes))).size();
}

} // namespace

FilterLine::FilterLine(QWidget* parent)
    : QLineEdit(parent)
    , m_note(new QLabel(parent))
    , m_menu(new QMenu(this))
    , m_icon(addAction(QIcon(), LeadingPosition))
    , m_open(addAction(QIcon(), TrailingPosition))
    , m_keepOnlyMatches(new QAction(tr("Keep only matches while reading"), this))
{
    setObjectName(QStringLiteral("filterLine"));
    setAccessibleName(tr("Filter"));
    setPlaceholderText(tr("Text in keys, values, headers, or $.field == 1"));
    setClearButtonEnabled(true);
    setMinimumWidth(140);
    m_note->setObjectName(QStringLiteral("filterNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_note->hide();
    m_menu->setObjectName(QStringLiteral("filterMenu"));
    m_menu->setToolTipsVisible(true);
    m_open->setText(tr("Filters"));
    m_open->setToolTip(tr("Saved and recent filters (Down)"));
    m_keepOnlyMatches->setObjectName(QStringLiteral("keepOnlyMatches"));
    m_keepOnlyMatches->setCheckable(true);
    m_keepOnlyMatches->setData(QStringLiteral("keepOnlyMatches")); // kept in bookmarks
    m_keepOnlyMatches->setToolTip(
        tr("Messages that do not match take no memory; the next read begins with this"));
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);

    connect(this, &QLineEdit::textChanged, this, &FilterLine::textTyped);
    connect(this, &QLineEdit::returnPressed, this, &FilterLine::applyNow);
    connect(&m_pause, &QTimer::timeout, this, &FilterLine::pauseEnded);
    connect(m_menu, &QMenu::aboutToShow, this, &FilterLine::buildMenu);
    connect(m_open, &QAction::triggered, this,
            [this] { m_menu->popup(mapToGlobal(rect().bottomLeft())); });
    connect(m_icon, &QAction::triggered, this, &FilterLine::showHelp);
    connect(m_keepOnlyMatches, &QAction::toggled, this, [this] { show(parsed(), false); });
    buildMenu();
    show(parsed(), false);
}

FilterLine::~FilterLine() = default;

bool FilterLine::keepsOnlyMatches() const
{
    return m_keepOnlyMatches->isChecked();
}

void FilterLine::setSaved(std::unique_ptr<SavedFilters> saved)
{
    m_saved = std::move(saved);
}

void FilterLine::setBodies(FilterBodies bodies)
{
    m_bodies = std::move(bodies);
    if (m_filter) {
        const ParsedFilter again = MessageFilter::parse(
            m_applied.toStdString(), {.mode = m_mode, .bodies = m_bodies, .now = {}});
        m_filter = again.filter;
        Q_EMIT filterChanged();
    }
}

QJsonObject FilterLine::state() const
{
    return {{QStringLiteral("text"), m_filter ? m_applied : QString()},
            {QStringLiteral("readAs"), QLatin1String(modeNames[static_cast<std::size_t>(m_mode)])}};
}

void FilterLine::restoreState(const QJsonObject& state, From from)
{
    const QString mode = state.value(QStringLiteral("readAs")).toString();
    const auto known = std::find_if(modeNames.begin(), modeNames.end(), [&mode](const char* name) {
        return mode == QLatin1String(name);
    });
    m_mode = known == modeNames.end() ? FilterMode::Automatic
                                      : static_cast<FilterMode>(known - modeNames.begin());
    setText(state.value(QStringLiteral("text")).toString());
    const ParsedFilter now = parsed();
    if (!now.error) {
        apply(now);
    }
    m_fromLastTime = from == From::LastTime && m_filter;
    show(now, true);
}

ParsedFilter FilterLine::parsed() const
{
    return MessageFilter::parse(text().toStdString(),
                                {.mode = m_mode, .bodies = m_bodies, .now = {}});
}

void FilterLine::textTyped()
{
    const ParsedFilter now = parsed();
    underline(std::nullopt);
    m_fromLastTime = false;
    m_readAs = now.mode;
    paintIcons();
    if (text().isEmpty()) {
        applyNow();
    } else {
        m_pause.start();
    }
}

void FilterLine::pauseEnded()
{
    const ParsedFilter now = parsed();
    if (now.mode == FilterMode::Text) {
        apply(now);
    }
    show(now, false);
}

void FilterLine::applyNow()
{
    m_pause.stop();
    m_fromLastTime = false;
    const ParsedFilter now = parsed();
    if (!now.error) {
        apply(now);
        if (m_saved && now.filter) {
            m_saved->used(text());
        }
    } else {
        setCursorPosition(
            static_cast<int>(characters(text().toUtf8(), now.error->to))); // into sight
    }
    show(now, true);
}

void FilterLine::apply(const ParsedFilter& parsed)
{
    // An expression with a relative time means another moment each time.
    if (parsed.mode == FilterMode::Text && m_appliedAs == FilterMode::Text && text() == m_applied) {
        return;
    }
    m_applied = text();
    m_appliedAs = parsed.mode;
    m_filter = parsed.filter;
    Q_EMIT filterChanged();
}

void FilterLine::show(const ParsedFilter& parsed, bool finished)
{
    m_readAs = parsed.mode;
    paintIcons();
    const auto end = static_cast<std::size_t>(text().toUtf8().size());
    if (parsed.error && (finished || parsed.error->from < end)) {
        underline(parsed.error);
        say(QString::fromStdString(parsed.error->message) + u'.'
                + (m_filter ? tr(" Still applied: %1").arg(m_applied) : QString()),
            ThemeRole::Bad);
        return;
    }
    underline(std::nullopt);
    if (parsed.mode == FilterMode::Expression && text() != m_applied) {
        say(parsed.error ? tr("Expression") : tr("Expression: Enter applies it"), ThemeRole::Muted);
    } else if (m_fromLastTime) {
        say(tr("The filter of last time is on: what does not match is hidden. Esc clears it"),
            ThemeRole::Caution);
    } else if (const std::string hint =
                   parsed.mode == FilterMode::Text && m_mode == FilterMode::Automatic
                   ? expressionHint(text().toStdString())
                   : std::string();
               !hint.empty()) {
        say(QString::fromStdString(hint), ThemeRole::Caution);
    } else if (keepsOnlyMatches()) {
        say(tr("Reading keeps only what matches"), ThemeRole::Muted);
    } else {
        say({}, ThemeRole::Muted);
    }
}

void FilterLine::underline(const std::optional<FilterError>& error)
{
    m_marked = error;
    QList<QInputMethodEvent::Attribute> marks;
    if (error) {
        const QByteArray utf8 = text().toUtf8();
        qsizetype from = characters(utf8, error->from);
        const qsizetype to = std::max(characters(utf8, error->to), from + 1);
        from = std::min(from, text().size() - 1); // what is missing at the end marks the last one
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(themeColor(ThemeRole::Bad, palette()));
        format.setForeground(themeColor(ThemeRole::Bad, palette()));
        marks.append({QInputMethodEvent::TextFormat, static_cast<int>(from) - cursorPosition(),
                      static_cast<int>(to - from), format});
    }
    // The way in which a line edit takes formats for a part of its text.
    QInputMethodEvent event(QString(), marks);
    QCoreApplication::sendEvent(this, &event);
}

void FilterLine::say(const QString& text, ThemeRole role)
{
    m_note->setText(text);
    m_note->setToolTip(text); // where the line is too short for it
    m_note->setVisible(!text.isEmpty());
    setTextRole(m_note, role);
    setAccessibleDescription(text);
}

void FilterLine::use(const QString& text)
{
    setText(text);
    applyNow();
    setFocus();
    Q_EMIT chosen();
}

void FilterLine::buildMenu()
{
    m_menu->clear();
    qDeleteAll(m_menu->findChildren<QMenu*>(Qt::FindDirectChildrenOnly)); // clear() leaves them
    QList<std::pair<QString, QString>> named;
    QList<std::pair<QString, QString>> recent;
    if (m_saved) {
        for (const SavedFilters::Named& filter : m_saved->saved()) {
            named.append({offered(filter.name) + u'\t' + offered(filter.text), filter.text});
        }
        for (const QString& text : m_saved->recent()) {
            recent.append({offered(text), text});
        }
    }
    addFilters(tr("Saved"), named);
    addFilters(tr("Recent"), recent);
    if (m_saved) {
        QAction* save =
            m_menu->addAction(tr("Save this filter…"), this, [this] { editSaved(true); });
        save->setObjectName(QStringLiteral("saveFilter"));
        save->setEnabled(!text().isEmpty() && !parsed().error);
        QAction* edit =
            m_menu->addAction(tr("Edit saved filters…"), this, [this] { editSaved(false); });
        edit->setObjectName(QStringLiteral("editFilters"));
        edit->setEnabled(!named.isEmpty());
        m_menu->addSeparator();
    }
    m_menu->addAction(m_keepOnlyMatches);
    addModes();
    m_menu->addSeparator();
    QAction* help = m_menu->addAction(tr("How to write filters"), this, &FilterLine::showHelp);
    help->setObjectName(QStringLiteral("filterHelpAction"));
}

void FilterLine::addFilters(const QString& title, const QList<std::pair<QString, QString>>& filters)
{
    if (filters.isEmpty()) {
        return;
    }
    m_menu->addSection(title);
    for (const auto& [shown, text] : filters) {
        QAction* action = m_menu->addAction(shown, this, [this, text = text] { use(text); });
        action->setToolTip(text);
    }
    m_menu->addSeparator();
}

void FilterLine::addModes()
{
    QMenu* modes = m_menu->addMenu(tr("Read the line as"));
    auto* group = new QActionGroup(modes);
    const auto add = [&](FilterMode mode, const QString& name, const char* object) {
        QAction* action = modes->addAction(name);
        action->setObjectName(QLatin1String(object));
        action->setCheckable(true);
        action->setChecked(m_mode == mode);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, mode] {
            m_mode = mode;
            applyNow();
        });
    };
    add(FilterMode::Automatic, tr("Text or expression, by how it begins"), "readAutomatically");
    add(FilterMode::Text, tr("Text"), "readAsText");
    add(FilterMode::Expression, tr("Expression"), "readAsExpression");
}

void FilterLine::editSaved(bool addThis)
{
    if (!m_dialog) {
        m_dialog = new SavedFiltersDialog(*m_saved, this);
        connect(m_dialog, &SavedFiltersDialog::chosen, this, &FilterLine::use);
    }
    m_dialog->openWith(addThis ? text() : QString());
}

void FilterLine::showHelp()
{
    showFilterHelp(this);
}

void FilterLine::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Down && event->modifiers() == Qt::NoModifier) {
        m_open->trigger();
    } else if (event->key() == Qt::Key_F1) {
        showHelp();
    } else {
        QLineEdit::keyPressEvent(event);
    }
}

void FilterLine::changeEvent(QEvent* event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        paintIcons();
        underline(std::optional(m_marked)); // in the theme's colour
    }
}

void FilterLine::moveEvent(QMoveEvent* event)
{
    QLineEdit::moveEvent(event);
    m_note->setIndent(x() - m_note->x());
}

void FilterLine::paintIcons()
{
    const bool expression = m_readAs == FilterMode::Expression;
    const QColor muted = themeColor(ThemeRole::Muted, palette());
    m_icon->setIcon(themeIcon(expression ? QStringLiteral("expression") : QStringLiteral("search"),
                              expression ? themeColor(ThemeRole::Accent, palette()) : muted));
    m_icon->setToolTip(
        expression
            ? tr("Read as an expression; click to see how to write filters (F1)")
            : tr("Read as text, in keys, values and headers; click to see how to write filters "
                 "(F1)"));
    m_open->setIcon(themeIcon(QStringLiteral("menu"), muted));
}

} // namespace ottla
