// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagebrowser.h"
#include "ui/messages/messagetable.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>

class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace ottla {

class AddMessageDialog;
class CoverageDialog;
class DecoderSet;
class EndFollower;
class JobBar;
class MessageDetail;
class ReadBar;
class SaveDialog;
class SavedFilters;
class TaskModel;
struct JobReport;
enum class SaveWhat;
class StatePanel;

/// The messages of a topic: read, filtered, looked at one by one, added and saved. Reads the
/// newest when it is first shown. GUI thread.
class MessagesView : public QWidget
{
    Q_OBJECT

public:
    /// `partitions` is their number, 0 while it is not known: the first read tells it.
    MessagesView(std::unique_ptr<MessageBrowser> browser, int partitions, bool readOnly,
                 QWidget* parent = nullptr);
    ~MessagesView() override;

    /// The decoders that there are for the topic; the built-in ones until this is called.
    void setDecoderSet(const std::shared_ptr<DecoderSet>& decoders);
    /// Known to the shell from the cluster's metadata; else learned from the first read.
    void setPartitionCount(int count);
    /// Where jobs are shown beside the pane itself; it must outlive the view.
    void setTasks(TaskModel* tasks);
    /// To read others beside this one.
    void setTopicNames(const QStringList& names);
    [[nodiscard]] MessageTable* table() const { return m_table; }
    /// What the filter line offers; it takes it over.
    void setSavedFilters(std::unique_ptr<SavedFilters> saved);
    [[nodiscard]] MessageBrowser& browser() { return *m_browser; }
    /// The table's columns (MessageHeader::columnState), the place of the splitter, the decoders of
    /// key and value.
    [[nodiscard]] QJsonObject layoutState() const;
    void restoreLayoutState(const QJsonObject& state);
    /// Where reading begins and the filter, for the next view of the topic. Not what else narrows a
    /// read: that is for one question, and would be overlooked in the next.
    [[nodiscard]] QJsonObject readState() const;
    void restoreReadState(const QJsonObject& state);
    /// What is read, the filter, and the layout, for a view that is to be opened again.
    [[nodiscard]] QJsonObject definition() const;
    /// Reads anew by it, if the view has read before.
    void applyDefinition(const QJsonObject& definition);

public Q_SLOTS:
    void read();
    /// Stops a read; else clears the filter.
    void stopOrClear();
    void setLive(bool live);
    void addMessage();
    /// Asks for a file of messages to be added.
    void addFile();
    /// Opens a copy of the message in sight for changing and sending.
    void resend();
    void fillRowMenu(QMenu* menu);
    /// The two selected messages side by side, in a window of their own.
    void compare();
    /// Asks what to save, how and where to.
    void save(bool selectedOnly);

Q_SIGNALS:
    /// A job of this pane has ended well.
    void jobFinished(const ottla::JobReport& report);
    /// Somebody works with it: a preview tab should stay from now on.
    void used();

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTable();
    void buildStates();
    void startReading();
    void addKeys();
    void refresh();
    void showRightPage();
    [[nodiscard]] bool onlyNewestRead() const;
    [[nodiscard]] QString whyNoMatch() const;
    void showCurrent();
    [[nodiscard]] FilterBodies bodies() const;
    void setBodies();
    void step(int rows);
    AddMessageDialog* dialog();
    /// What the dialog sends goes to this topic.
    void aimAt(const std::string& topic);
    void showDialog();
    [[nodiscard]] bool offline() const;
    /// Nothing can be added, because of `why`.
    void refuseAdding(const QString& why);
    /// Else says why not.
    [[nodiscard]] bool mayAdd();
    void startSaving(const SaveDialog& asked);
    [[nodiscard]] std::function<RowOrder()> rowsToSave(SaveWhat what) const;
    void copyKcat() const;
    void showCoverage();
    void showProblem();
    void showCaution(const QString& text);

    const std::unique_ptr<MessageBrowser> m_browser;
    ReadBar* m_bar;
    QStackedWidget* m_pages;
    MessageTable* m_table;
    std::unique_ptr<EndFollower> m_end;
    StatePanel* m_empty;
    QPushButton* m_addFirst = nullptr;
    StatePanel* m_noMatch;
    QPushButton* m_searchAll = nullptr;
    StatePanel* m_failed;
    StatePanel* m_waiting;
    QSplitter* m_splitter;
    MessageDetail* m_detail;
    JobBar* m_jobBar;
    TaskModel* m_tasks = nullptr;
    QLabel* m_problem;
    QLabel* m_status;
    QToolButton* m_readOn;
    QToolButton* m_coverageButton;
    CoverageDialog* m_coverage = nullptr;
    AddMessageDialog* m_dialog = nullptr;
    QElapsedTimer m_since; // the read's start
    QTimer m_tick; // for what changes with time alone
    std::vector<std::string> m_topics; // as the last read numbers them
    bool m_shownBefore = false;
    bool m_wholeTopic = true; // the last read asked for all of it
    std::int64_t m_newest = 0; // as many as the last read asked for; 0: not for the newest
    bool m_currentComes = false; // from disk, to be shown then
    QString m_caution; // what the last action has to say, until the next one
    QString m_whyNotAdd; // empty where messages can be added
};

} // namespace ottla
