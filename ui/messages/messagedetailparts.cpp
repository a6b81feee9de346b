// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// What stands around the body in the detail view: the row with the place under the cursor, the
// menu, the pages of raw bytes, and what waits.
#include "model/async/background.h"
#include "model/formats/filenames.h"
#include "model/formats/sizetext.h"
#include "model/messages/wholefile.h"
#include "ui/messages/messagedetail.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/scintilla.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMetaMethod>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QTableWidget>
#include <QTextDocument>
#include <QToolButton>

namespace ottla {

namespace {

constexpr int pathSides = 12;

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace

void MessageDetail::placeChanged(CodeView* view)
{
    if (view->language() != CodeView::Language::Json || view != currentView() || !m_message) {
        m_pathRow->hide();
        return;
    }
    const int serial = ++m_placeSerial;
    const auto work = [shown = view->shown(), at = static_cast<std::size_t>(m_placeAt)] {
        return jsonPlaceAt({shown.constData(), static_cast<std::size_t>(shown.size())}, at);
    };
    if (view->shown().size() < CodeText::large) {
        showPlace(work());
        return;
    }
    runInBackground(this, work, [this, serial](const JsonPlace& place) {
        if (serial == m_placeSerial) {
            showPlace(place);
        }
    });
}

void MessageDetail::showPlace(const JsonPlace& place)
{
    m_jsonPlace = place;
    const bool ofValue = currentView() == m_value;
    m_filterBy->setVisible(
        ofValue && !place.value.empty()
        && isSignalConnected(QMetaMethod::fromSignal(&MessageDetail::filterAsked)));
    m_asColumn->setVisible(
        ofValue && place.path != "$"
        && isSignalConnected(QMetaMethod::fromSignal(&MessageDetail::columnAsked)));
    m_path->setToolTip(Qt::convertFromPlainText(text(place.path), Qt::WhiteSpaceNormal)
                       + tr("Where the cursor is; click to copy the path"));
    m_pathRow->show();
    showPath();
}

void MessageDetail::showPath()
{
    constexpr int least = 60;
    int room = width() - 2 * pathSides;
    for (const QPushButton* button : {m_filterBy, m_asColumn}) {
        room -= button->isHidden() ? 0 : button->sizeHint().width() + pathSides;
    }
    const int sides =
        m_path->sizeHint().width() - m_path->fontMetrics().horizontalAdvance(m_path->text());
    m_path->setText(m_path->fontMetrics().elidedText(text(m_jsonPlace.path), Qt::ElideMiddle,
                                                     std::max(room - sides, least)));
}

void MessageDetail::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showPath();
}

std::optional<std::string_view> MessageDetail::currentBody() const
{
    if (!m_message) {
        return std::nullopt;
    }
    return m_tabs->currentWidget() == m_key ? m_message->key() : m_message->value();
}

void MessageDetail::copy() const
{
    if (const CodeView* view = currentView()) {
        if (const auto body = currentBody(); body && body->empty()) {
            QApplication::clipboard()->clear(); // what is shown for it is no part of it
        } else {
            view->copyAll();
        }
        return;
    }
    QStringList lines;
    for (int row = 0; row < m_headers->rowCount(); ++row) {
        lines << m_headers->item(row, 0)->text() + QStringLiteral(": ")
                + m_headers->item(row, 1)->text();
    }
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

void MessageDetail::copyStored() const
{
    QApplication::clipboard()->setText(text(currentBody().value_or(std::string_view())));
}

void MessageDetail::saveBytes()
{
    const auto body = currentBody();
    if (!body) {
        say(tr("There are no bytes to save: it is null."), ThemeRole::Caution);
        return;
    }
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the bytes"),
                                                      QStringLiteral("%1-%2-%3.bin")
                                                          .arg(text(safeFileNamePart(m_topic)))
                                                          .arg(m_message->partition())
                                                          .arg(m_message->offset()));
    if (path.isEmpty()) {
        return;
    }
    runInBackground(
        this,
        [message = *m_message, body = *body,
         name = QFile::encodeName(path).toStdString()]() -> Result<void> {
            auto file = WholeFile::create(name);
            if (!file) {
                return file.error();
            }
            auto written = file->write(body);
            return written ? file->commit() : written;
        },
        [this, path, size = body->size()](const Result<void>& saved) {
            if (saved) {
                say(tr("Saved %1 to %2.")
                        .arg(sizeText(static_cast<qint64>(size)), QDir::toNativeSeparators(path)),
                    ThemeRole::Good);
            } else {
                say(tr("Not saved: %1.").arg(QString::fromStdString(saved.error().describe())),
                    ThemeRole::Bad);
            }
        });
}

QWidget* MessageDetail::makePathRow()
{
    auto* row = new QWidget(this);
    row->setObjectName(QStringLiteral("pathRow"));
    m_path = new QToolButton(row);
    m_path->setObjectName(QStringLiteral("jsonPath"));
    m_path->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_path->setAutoRaise(true);
    m_path->setMinimumWidth(1); // the window may become narrower than its text
    m_filterBy = new QPushButton(tr("Filter by this"), row);
    m_filterBy->setObjectName(QStringLiteral("filterByThis"));
    m_filterBy->setFlat(true);
    m_asColumn = new QPushButton(tr("Add as column"), row);
    m_asColumn->setObjectName(QStringLiteral("addAsColumn"));
    m_asColumn->setFlat(true);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(8, 0, pathSides, 0);
    layout->setSpacing(8);
    layout->addWidget(m_path);
    layout->addStretch();
    layout->addWidget(m_filterBy);
    layout->addWidget(m_asColumn);
    row->hide();
    connect(m_path, &QToolButton::clicked, this,
            [this] { QApplication::clipboard()->setText(text(m_jsonPlace.path)); });
    connect(m_filterBy, &QPushButton::clicked, this,
            [this] { Q_EMIT filterAsked(text(m_jsonPlace.path), text(m_jsonPlace.value)); });
    connect(m_asColumn, &QPushButton::clicked, this,
            [this] { Q_EMIT columnAsked(text(m_jsonPlace.path)); });
    return row;
}

QWidget* MessageDetail::makeBusyRow()
{
    auto* row = new QWidget(this);
    row->setObjectName(QStringLiteral("layingOut"));
    m_busyText = new QLabel(row);
    auto* spinner = new QProgressBar(row);
    spinner->setRange(0, 0);
    spinner->setFixedWidth(120);
    spinner->setMaximumHeight(8);
    auto* cancel = new QPushButton(tr("Cancel"), row);
    cancel->setObjectName(QStringLiteral("cancelLayout"));
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(12, 4, 12, 4);
    layout->setSpacing(8);
    layout->addWidget(spinner);
    layout->addWidget(m_busyText);
    layout->addStretch();
    layout->addWidget(cancel);
    row->hide();
    connect(cancel, &QPushButton::clicked, this, [this] {
        cancelLayout();
        say(tr("Not laid out: cancelled. The raw bytes are in their tab."), ThemeRole::Muted);
    });
    return row;
}

QWidget* MessageDetail::makePager()
{
    auto* row = new QWidget(this);
    m_pagerText = new ElidedLabel(row);
    m_pagerText->setObjectName(QStringLiteral("rawPage"));
    auto* previous = new QPushButton(tr("Previous bytes"), row);
    auto* next = new QPushButton(tr("Next bytes"), row);
    previous->setObjectName(QStringLiteral("rawPrevious"));
    next->setObjectName(QStringLiteral("rawNext"));
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(12, 4, 12, 4);
    layout->setSpacing(8);
    layout->addWidget(m_pagerText);
    layout->addStretch();
    layout->addWidget(previous);
    layout->addWidget(next);
    row->hide();
    connect(previous, &QPushButton::clicked, this, [this] {
        m_rawFrom -= std::min(m_rawFrom, rawPage);
        renderRaw();
    });
    connect(next, &QPushButton::clicked, this, [this] {
        if (m_rawFrom + rawPage < m_message->value().value_or(std::string_view()).size()) {
            m_rawFrom += rawPage;
        }
        renderRaw();
    });
    return row;
}

QMenu* MessageDetail::makeMenu()
{
    auto* menu = new QMenu(this);
    const auto add = [this, menu](const QString& name, const QString& label, auto run) {
        menu->addAction(label, this, run)->setObjectName(name);
    };
    add(QStringLiteral("copyPretty"), tr("Copy as shown"), [this] { copy(); });
    add(QStringLiteral("copyStored"), tr("Copy as it is stored"), [this] { copyStored(); });
    add(QStringLiteral("saveBytes"), tr("Save the bytes…"), [this] { saveBytes(); });
    menu->addSeparator();
    add(QStringLiteral("detailFind"), tr("Find…\tCtrl+F"), [this] { find(); });
    add(QStringLiteral("goToBracket"), tr("Go to the other bracket\tCtrl+B"), [this] {
        if (CodeView* view = currentView()) {
            view->goToBracket();
        }
    });
    const auto fold = [this](int how) {
        if (CodeView* view = currentView()) {
            view->editor()->SendScintilla(QsciScintilla::SCI_FOLDALL,
                                          static_cast<unsigned long>(how));
        }
    };
    add(QStringLiteral("foldAll"), tr("Fold all"),
        [fold] { fold(QsciScintilla::SC_FOLDACTION_CONTRACT); });
    add(QStringLiteral("unfoldAll"), tr("Unfold all"),
        [fold] { fold(QsciScintilla::SC_FOLDACTION_EXPAND); });
    menu->addSeparator();
    add(QStringLiteral("compareSelected"), tr("Compare the two selected…\tCtrl+Shift+C"),
        [this] { Q_EMIT compareAsked(); });
    return menu;
}

} // namespace ottla
