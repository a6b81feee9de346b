// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/comparewindow.h"

#include "model/async/background.h"
#include "model/formats/linediff.h"
#include "model/messages/prettymessages.h"
#include "ui/shell/theme.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/scintilla.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

#include <memory>

namespace ottla {

namespace {

constexpr int changeMarker = 9;
constexpr int textMargin = 12; // pixels, as in the bar above

QColor changeColour(const QPalette& palette)
{
    constexpr int percent = 22;
    const QColor paper = palette.color(QPalette::Base);
    const QColor ink = themeColor(ThemeRole::Caution, palette);
    const auto mix = [](int a, int b) {
        return (a * percent + b * (100 - percent)) / 100;
    };
    return {mix(ink.red(), paper.red()), mix(ink.green(), paper.green()),
            mix(ink.blue(), paper.blue())};
}

} // namespace

struct CompareWindow::Compared
{
    CodeText left = {};
    CodeText right = {};
    std::vector<int> changed = {};

    Compared(const std::string& a, const std::string& b)
    {
        const auto linesA = splitLines(a);
        const auto linesB = splitLines(b);
        QByteArray textA;
        QByteArray textB;
        const auto put = [](QByteArray& text, const auto& lines, std::size_t index) {
            if (index != LinePair::none) {
                text.append(lines[index].data(), static_cast<qsizetype>(lines[index].size()));
            }
            text.append('\n');
        };
        int line = 0;
        for (const LinePair& pair : diffLines(linesA, linesB)) {
            put(textA, linesA, pair.left);
            put(textB, linesB, pair.right);
            if (pair.changed) {
                changed.push_back(line);
            }
            ++line;
        }
        // Lines are not broken: their parts would stand beside the wrong ones.
        left = CodeText::prepare(textA, CodeText::Language::Plain, true);
        right = CodeText::prepare(textB, CodeText::Language::Plain, true);
    }
};

CompareWindow::CompareWindow(Source left, Source right, FilterBodies bodies, QWidget* parent)
    : QDialog(parent)
    , m_left(makeView(QStringLiteral("compareLeft"), tr("The first message")))
    , m_right(makeView(QStringLiteral("compareRight"), tr("The second message")))
    , m_count(new QLabel(tr("Comparing…"), this))
    , m_previous(new QPushButton(tr("Previous change"), this))
    , m_next(new QPushButton(tr("Next change"), this))
{
    setObjectName(QStringLiteral("compareWindow"));
    setWindowFlag(Qt::Window);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Compare two messages"));
    m_count->setObjectName(QStringLiteral("compareCount"));
    m_previous->setObjectName(QStringLiteral("comparePrevious"));
    m_next->setObjectName(QStringLiteral("compareNext"));
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_left);
    splitter->addWidget(m_right);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 8, 12, 8);
    bar->setSpacing(8);
    bar->addWidget(m_count);
    bar->addStretch();
    bar->addWidget(m_previous);
    bar->addWidget(m_next);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(splitter, 1);
    resize(1100, 680);

    for (QPushButton* button : {m_previous, m_next}) {
        button->setAutoDefault(false);
        button->setEnabled(false);
    }
    connect(m_previous, &QPushButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QPushButton::clicked, this, [this] { step(1); });
    connect(new QShortcut(QKeySequence(Qt::ALT | Qt::Key_Down), this), &QShortcut::activated, this,
            [this] { step(1); });
    connect(new QShortcut(QKeySequence(Qt::ALT | Qt::Key_Up), this), &QShortcut::activated, this,
            [this] { step(-1); });
    follow(m_left, m_right);
    follow(m_right, m_left);
    runInBackground(
        this,
        [left = std::move(left), right = std::move(right), bodies = std::move(bodies)] {
            std::string a;
            std::string b;
            appendPrettyMessage(a, left(), bodies);
            appendPrettyMessage(b, right(), bodies);
            return std::make_shared<const Compared>(a, b);
        },
        [this](const std::shared_ptr<const Compared>& compared) { present(*compared); });
}

CodeView* CompareWindow::makeView(const QString& name, const QString& accessibleName)
{
    auto* view = new CodeView(this);
    view->setObjectName(name);
    view->setAccessibleName(accessibleName);
    view->setReadOnly(true);
    view->editor()->SendScintilla(QsciScintilla::SCI_SETMARGINLEFT, 0, textMargin);
    view->editor()->markerDefine(QsciScintilla::Background, changeMarker);
    view->editor()->setMarkerBackgroundColor(changeColour(palette()), changeMarker);
    connect(view, &CodeView::built, this, [this, view] { markChanges(view); });
    return view;
}

void CompareWindow::present(const Compared& compared)
{
    m_changed = compared.changed;
    m_places.clear();
    int before = -2;
    for (const int line : m_changed) {
        if (line != before + 1) {
            m_places.push_back(line);
        }
        before = line;
    }
    m_left->setText(compared.left);
    m_right->setText(compared.right);
    const QLocale locale;
    m_count->setText(m_changed.empty()
                         ? tr("The two are the same")
                         : tr("%1 lines differ, at %2 places")
                               .arg(locale.toString(static_cast<qulonglong>(m_changed.size())),
                                    locale.toString(static_cast<qulonglong>(m_places.size()))));
    m_previous->setEnabled(!m_places.empty());
    m_next->setEnabled(!m_places.empty());
}

void CompareWindow::markChanges(CodeView* view)
{
    view->editor()->markerDeleteAll(changeMarker);
    for (const int line : m_changed) {
        view->editor()->markerAdd(line, changeMarker);
    }
}

void CompareWindow::follow(CodeView* from, CodeView* to)
{
    connect(from->editor()->verticalScrollBar(), &QScrollBar::valueChanged,
            to->editor()->verticalScrollBar(), &QScrollBar::setValue);
    connect(from->editor()->horizontalScrollBar(), &QScrollBar::valueChanged,
            to->editor()->horizontalScrollBar(), &QScrollBar::setValue);
}

void CompareWindow::step(int by)
{
    const auto count = static_cast<int>(m_places.size());
    if (count == 0) {
        return;
    }
    m_at = m_at < 0 ? (by > 0 ? 0 : count - 1) : (m_at + by + count) % count;
    for (const CodeView* view : {m_left, m_right}) {
        view->editor()->setCursorPosition(m_places[static_cast<std::size_t>(m_at)], 0);
        view->editor()->ensureCursorVisible();
    }
}

void CompareWindow::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        for (const CodeView* view : {m_left, m_right}) {
            view->editor()->setMarkerBackgroundColor(changeColour(palette()), changeMarker);
        }
    }
}

} // namespace ottla
