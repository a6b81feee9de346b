// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// What the pane does with messages: adding, sending again, comparing, saving.
#include "model/async/background.h"
#include "model/messages/messageexport.h"
#include "ui/messages/addfiledialog.h"
#include "ui/messages/addmessagedialog.h"
#include "ui/messages/comparewindow.h"
#include "ui/messages/jobbar.h"
#include "ui/messages/messagedetail.h"
#include "ui/messages/messagesview.h"
#include "ui/messages/messagetable.h"
#include "ui/messages/readbar.h"
#include "ui/messages/savedialog.h"
#include "ui/shell/theme.h"
#include "ui/widgets/themed.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace ottla {

bool MessagesView::offline() const
{
    return !m_browser->savedFile().empty();
}

void MessagesView::refuseAdding(const QString& why)
{
    m_whyNotAdd = why;
    m_bar->refuseAdding(why);
    m_detail->refuseResending(why);
    m_addFirst->setEnabled(false);
    m_addFirst->setToolTip(why);
}

bool MessagesView::mayAdd()
{
    if (!m_whyNotAdd.isEmpty()) {
        showCaution(tr("Messages cannot be added: %1.").arg(m_whyNotAdd));
    }
    return !offline() && m_whyNotAdd.isEmpty();
}

AddMessageDialog* MessagesView::dialog()
{
    if (!m_dialog) {
        m_dialog = new AddMessageDialog(m_browser.get(), this);
        m_dialog->setPartitionCount(m_bar->partitionCount());
        // Whoever adds a message wants to see it.
        connect(m_dialog, &AddMessageDialog::stored, m_browser.get(), &MessageBrowser::showAdded);
        connect(m_dialog, &AddMessageDialog::fileAsked, this, &MessagesView::addFile);
    }
    return m_dialog;
}

void MessagesView::addMessage()
{
    if (!mayAdd()) {
        return;
    }
    if (!dialog()->isVisible()) { // it may have been for a copy of another topic's
        aimAt(m_browser->topic());
    }
    showDialog();
}

void MessagesView::aimAt(const std::string& topic)
{
    const ReadProgress& progress = m_browser->progress();
    const auto count = std::count_if(progress.partitions.begin(), progress.partitions.end(),
                                     [this, &topic](const PartitionProgress& partition) {
                                         return m_browser->topicName(partition.topic) == topic;
                                     });
    const bool own = topic == m_browser->topic();
    dialog()->setTopic(topic);
    dialog()->setPartitionCount(own ? m_bar->partitionCount() : static_cast<int>(count));
}

void MessagesView::showDialog()
{
    dialog()->show();
    dialog()->raise();
    dialog()->activateWindow();
    Q_EMIT used();
}

void MessagesView::addFile()
{
    auto* dialog = new AddFileDialog(m_browser.get(), m_tasks, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AddFileDialog::added, m_browser.get(), &MessageBrowser::readOn);
    dialog->show();
    Q_EMIT used();
}

void MessagesView::resend()
{
    if (!m_detail->hasMessage() || !mayAdd()) {
        return;
    }
    dialog();
    runInBackground(this, m_detail->source(), [this](const Message& message) {
        aimAt(message.topic);
        dialog()->setMessage(message);
        showDialog();
    });
}

void MessagesView::compare()
{
    if (m_table->selected().count() != 2) {
        showCaution(tr("Select two messages to compare them (Ctrl and click)."));
        return;
    }
    const auto source = [store = m_browser->model()->store()](std::uint32_t row) {
        return [store, stored = store->at(row)] {
            return stored.toMessage(store->topicOf(stored));
        };
    };
    const RowOrder rows = m_table->selected().rows();
    auto* window = new CompareWindow(source(rows[0]), source(rows[1]), bodies(), this);
    window->show();
}

void MessagesView::fillRowMenu(QMenu* menu)
{
    menu->addSeparator();
    QAction* compare = menu->addAction(tr("Compare the two selected…\tCtrl+Shift+C"), this,
                                       &MessagesView::compare);
    compare->setObjectName(QStringLiteral("rowCompare"));
    compare->setEnabled(m_table->selected().count() == 2);
    menu->addAction(tr("Save selected…"), this, [this] { save(true); })
        ->setObjectName(QStringLiteral("rowSave"));
    if (!offline()) {
        QAction* resend =
            menu->addAction(tr("Edit && resend…\tCtrl+E"), this, &MessagesView::resend);
        resend->setObjectName(QStringLiteral("rowResend"));
        resend->setEnabled(m_whyNotAdd.isEmpty() && m_detail->hasMessage());
        resend->setToolTip(m_whyNotAdd);
    }
}

void MessagesView::showCaution(const QString& text)
{
    m_caution = text;
    showProblem();
}

void MessagesView::setTasks(TaskModel* tasks)
{
    m_tasks = tasks;
    m_jobBar->setTasks(tasks);
}

void MessagesView::save(bool selectedOnly)
{
    const MessagesModel* model = m_browser->model();
    auto* dialog = new SaveDialog({.topic = QString::fromStdString(m_browser->topic()),
                                   .selected = static_cast<qint64>(m_table->selected().count()),
                                   .shown = model->rowCount(),
                                   .filtered = model->filter() != nullptr,
                                   .connected = !offline()},
                                  selectedOnly ? SaveWhat::Selected : SaveWhat::Shown, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { startSaving(*dialog); });
    dialog->open();
}

void MessagesView::startSaving(const SaveDialog& asked)
{
    const MessagesModel* model = m_browser->model();
    SaveOptions options = asked.options();
    options.bodies = bodies();
    const SaveWhat what = asked.what();
    if (what == SaveWhat::AsAsked || what == SaveWhat::Topic) {
        ReadRequest request;
        request.start = ReadRequest::Start::Beginning;
        if (what == SaveWhat::AsAsked) {
            if (const QString problem = m_bar->problem(); !problem.isEmpty()) {
                showCaution(problem);
                return;
            }
            request = m_bar->request();
        }
        m_jobBar->run(m_browser->saveTopic(std::move(request), asked.onlyMatching(), options));
    } else if (model->store()) {
        m_jobBar->run(saveRowsJob({.store = model->store(), .list = rowsToSave(what)}, options));
    }
}

std::function<RowOrder()> MessagesView::rowsToSave(SaveWhat what) const
{
    if (what == SaveWhat::Selected) {
        return [rows = m_table->selected().rows()] {
            return rows;
        };
    }
    const MessagesModel* model = m_browser->model();
    const bool asTheyArrived = !model->filter() && model->sortColumn() < 0;
    return asTheyArrived ? nullptr : model->shownRows();
}

void MessagesView::copyKcat() const
{
    QApplication::clipboard()->setText(
        QStringLiteral("kcat -P -b %1 -t %2 -K :")
            .arg(m_browser->bootstrap(), QString::fromStdString(m_browser->topic())));
}

} // namespace ottla
