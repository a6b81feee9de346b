// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagesview.h"

#include "model/messages/messageexport.h"
#include "ui/messages/addmessagedialog.h"
#include "ui/messages/messagedetail.h"
#include "ui/messages/messagesbar.h"
#include "ui/messages/messagestable.h"
#include "ui/shell/theme.h"
#include "ui/widgets/statepanel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ottla {

namespace {

/// Keys of this view, wherever in it the focus is.
template <typename Slot>
void onKey(QWidget* view, const QKeySequence& key, Slot slot)
{
    auto* shortcut = new QShortcut(key, view);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    QObject::connect(shortcut, &QShortcut::activated, view, slot);
}

} // namespace

MessagesView::MessagesView(std::unique_ptr<MessageBrowser> browser, int partitions, bool readOnly,
                           QWidget* parent)
    : QWidget(parent)
    , m_browser(std::move(browser))
    , m_partitionCount(partitions)
    , m_bar(new MessagesBar(partitions, readOnly, this))
    , m_table(new MessagesTable(this))
    , m_stack(new QStackedWidget(this))
    , m_noMessages(new StatePanel(this))
    , m_noMatch(new StatePanel(this))
    , m_failure(new StatePanel(this))
    , m_detail(new MessageDetail(this))
    , m_status(new QLabel(this))
    , m_saving(new QLabel(this))
    , m_cancelSave(new QPushButton(tr("Cancel"), this))
{
    m_table->setModel(m_browser->model());
    m_table->setColumnWidths();
    m_stack->setObjectName(QStringLiteral("messagesStack"));
    m_status->setObjectName(QStringLiteral("messagesStatus"));
    m_saving->setObjectName(QStringLiteral("saveStatus"));
    m_cancelSave->setObjectName(QStringLiteral("cancelSave"));
    m_saving->hide();
    m_cancelSave->hide();

    m_noMessages->showEmpty(QStringLiteral("message"), tr("No messages yet"));
    QPushButton* first = m_noMessages->addAction(tr("Add message…"));
    first->setObjectName(QStringLiteral("addFirstMessage"));
    first->setEnabled(!readOnly);
    m_noMatch->showEmpty(QStringLiteral("search"), tr("Nothing matches the filter"));
    QPushButton* clearFilter = m_noMatch->addAction(tr("Clear filter"));
    clearFilter->setObjectName(QStringLiteral("clearFilter"));
    QPushButton* again = m_failure->addAction(tr("Read again"));
    again->setObjectName(QStringLiteral("readAgain"));

    for (QWidget* page : {static_cast<QWidget*>(m_table), static_cast<QWidget*>(m_noMessages),
                          static_cast<QWidget*>(m_noMatch), static_cast<QWidget*>(m_failure)}) {
        m_stack->addWidget(page);
    }
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("messagesSplitter"));
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_stack);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({360, 240});
    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(12, 4, 12, 4);
    bottom->setSpacing(8);
    bottom->addWidget(m_status, 1);
    bottom->addWidget(m_saving);
    bottom->addWidget(m_cancelSave);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(splitter, 1);
    layout->addLayout(bottom);

    connect(m_bar, &MessagesBar::readRequested, this, &MessagesView::read);
    connect(m_bar, &MessagesBar::stopRequested, this, &MessagesView::stop);
    connect(m_bar, &MessagesBar::liveToggled, this, &MessagesView::setLive);
    connect(m_bar, &MessagesBar::filterChanged, m_browser->model(), &MessagesModel::setFilter);
    connect(m_bar, &MessagesBar::filterChanged, this, &MessagesView::showProgress);
    connect(m_bar, &MessagesBar::addRequested, this, &MessagesView::addMessage);
    connect(m_bar, &MessagesBar::saveRequested, this, &MessagesView::saveMessages);
    connect(first, &QPushButton::clicked, this, &MessagesView::addMessage);
    connect(clearFilter, &QPushButton::clicked, m_bar, &MessagesBar::clearFilter);
    connect(again, &QPushButton::clicked, this, &MessagesView::read);
    connect(m_browser.get(), &MessageBrowser::progressChanged, this, &MessagesView::showProgress);
    connect(m_browser.get(), &MessageBrowser::progressChanged, this, [this] {
        if (!m_browser->active() && std::exchange(m_readAgain, false)) {
            read();
        }
    });
    connect(m_browser->model(), &MessagesModel::advanced, this, &MessagesView::showProgress);
    // A message that was just added belongs to be seen: the view goes on from its end to take it
    // in.
    connect(m_browser.get(), &MessageBrowser::added, this, [this] {
        if (m_browser->active()) {
            // Its end may lie before the message.
            m_readAgain = !m_browser->live();
        } else {
            read();
        }
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &MessagesView::showSelected);
    connect(m_cancelSave, &QPushButton::clicked, this, [this] {
        if (m_export) {
            m_export->cancel();
        }
    });
    makeShortcuts();
    read();
}

MessagesView::~MessagesView() = default;

void MessagesView::makeShortcuts()
{
    onKey(this, Qt::CTRL | Qt::Key_Return, [this] { read(); });
    onKey(this, Qt::Key_Escape, [this] { m_browser->active() ? stop() : m_bar->clearFilter(); });
    onKey(this, Qt::CTRL | Qt::Key_N, [this] { addMessage(); });
    onKey(this, Qt::CTRL | Qt::Key_S, [this] { saveMessages(); });
    onKey(this, Qt::CTRL | Qt::Key_L, [this] { m_bar->focusFilter(); });
    onKey(this, Qt::CTRL | Qt::Key_F, [this] { m_detail->find(); });
    onKey(this, Qt::ALT | Qt::Key_Up, [this] { moveSelection(-1); });
    onKey(this, Qt::ALT | Qt::Key_Down, [this] { moveSelection(1); });
    auto* live = new QShortcut(Qt::Key_Space, m_table);
    live->setContext(Qt::WidgetShortcut);
    connect(live, &QShortcut::activated, m_bar, &MessagesBar::toggleLive);
}

void MessagesView::moveSelection(int by)
{
    const QModelIndex target =
        m_table->currentIndex().siblingAtRow(m_table->currentIndex().row() + by);
    if (target.isValid()) {
        m_table->setCurrentIndex(target);
    }
}

void MessagesView::read()
{
    m_detail->clear();
    m_browser->start(m_bar->request());
    showProgress();
}

void MessagesView::stop()
{
    m_bar->setLive(false);
    m_browser->stop();
}

void MessagesView::setLive(bool live)
{
    m_browser->setLive(live);
    showProgress();
}

void MessagesView::showProgress()
{
    const ReadProgress& progress = m_browser->progress();
    const MessagesModel& model = *m_browser->model();
    m_status->setText(m_browser->statusText());
    if (const auto found = static_cast<int>(progress.partitions.size()); found > m_partitionCount) {
        m_partitionCount = found;
        m_bar->setPartitionCount(found);
    }
    m_bar->setReading(m_browser->active());
    m_bar->setSavable(model.rowCount() > 0 && !m_export);
    QWidget* page = m_table;
    if (progress.state == ReadProgress::State::Failed && progress.error && model.rowCount() == 0) {
        m_failure->showFailure(tr("The messages could not be read"), *progress.error);
        page = m_failure;
    } else if (model.rowCount() == 0 && model.upToDate() && !m_browser->model()->filter().isEmpty()
               && progress.delivered > 0) {
        page = m_noMatch;
    } else if (progress.delivered == 0
               && (progress.state == ReadProgress::State::Finished
                   || progress.state == ReadProgress::State::Live)) {
        page = m_noMessages;
    }
    m_stack->setCurrentWidget(page);
    m_detail->setVisible(page == m_table);
}

void MessagesView::showSelected()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid()) {
        m_detail->setMessage(
            m_browser->model()->message(current.row()).toMessage(m_browser->topic()));
    } else {
        m_detail->clear();
    }
}

void MessagesView::addMessage()
{
    auto* dialog = new AddMessageDialog(*m_browser, m_partitionCount, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MessagesView::saveMessages()
{
    const QString name = QString::fromStdString(m_browser->topic()) + QStringLiteral(".jsonl");
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save messages"), name, tr("JSON Lines (*.jsonl)"));
    if (!path.isEmpty()) {
        saveTo(path);
    }
}

std::vector<std::uint32_t> MessagesView::selectedStoreRows() const
{
    std::vector<std::uint32_t> rows;
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    // One selected row is where the person looks; only more than one is a choice.
    if (selected.size() > 1) {
        for (const QModelIndex& index : selected) {
            rows.push_back(static_cast<std::uint32_t>(m_browser->model()->storeRow(index.row())));
        }
        std::sort(rows.begin(), rows.end());
    } else if (!m_browser->model()->filter().isEmpty()) {
        for (int row = 0; row < m_browser->model()->rowCount(); ++row) {
            rows.push_back(static_cast<std::uint32_t>(m_browser->model()->storeRow(row)));
        }
    }
    return rows;
}

void MessagesView::saveTo(const QString& path)
{
    const auto rows = selectedStoreRows();
    m_export = std::make_unique<MessageExport>(m_browser->model()->store(), m_browser->topic(),
                                               rows, rows.empty(), path);
    const auto finished = [this](const QString& text, ThemeRole role) {
        QPalette colours = palette();
        colours.setColor(QPalette::WindowText, themeColor(role, palette()));
        m_saving->setPalette(colours);
        m_saving->setText(text);
        m_cancelSave->hide();
        m_export.release()->deleteLater();
        showProgress();
    };
    connect(m_export.get(), &MessageExport::progressed, this, [this](quint64 done, quint64 total) {
        m_saving->setText(
            tr("Saving: %1 of %2").arg(QLocale().toString(done), QLocale().toString(total)));
    });
    connect(m_export.get(), &MessageExport::saved, this, [finished, path](quint64 messages) {
        finished(tr("Saved %1 messages to %2").arg(QLocale().toString(messages), path),
                 ThemeRole::Good);
    });
    connect(m_export.get(), &MessageExport::failed, this,
            [finished](const QString& problem) { finished(problem, ThemeRole::Bad); });
    connect(m_export.get(), &MessageExport::cancelled, this,
            [finished] { finished(tr("Not saved: cancelled"), ThemeRole::Muted); });
    m_saving->setPalette(palette());
    m_saving->setText(tr("Saving…"));
    m_saving->show();
    m_cancelSave->show();
    m_export->start();
    showProgress();
}

} // namespace ottla
