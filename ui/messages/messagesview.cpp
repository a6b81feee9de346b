// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagesview.h"

#include "model/filters/savedfilters.h"
#include "model/messages/coverage.h"
#include "model/schemas/decoderset.h"
#include "ui/messages/addmessagedialog.h"
#include "ui/messages/coveragedialog.h"
#include "ui/messages/endfollower.h"
#include "ui/messages/filterline.h"
#include "ui/messages/jobbar.h"
#include "ui/messages/messagedetail.h"
#include "ui/messages/messageheader.h"
#include "ui/messages/messagetable.h"
#include "ui/messages/readbar.h"
#include "ui/shell/theme.h"
#include "ui/widgets/controlstate.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/statepanel.h"
#include "ui/widgets/steadylabel.h"
#include "ui/widgets/themed.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ottla {

namespace {

constexpr int patience = 300; // ms before waiting is mentioned

QFrame* line(QWidget* parent)
{
    auto* frame = new QFrame(parent);
    frame->setFixedHeight(1);
    frame->setAutoFillBackground(true);
    frame->setBackgroundRole(QPalette::Mid);
    return frame;
}

} // namespace

MessagesView::MessagesView(std::unique_ptr<MessageBrowser> browser, int partitions, bool readOnly,
                           QWidget* parent)
    : QWidget(parent)
    , m_browser(std::move(browser))
    , m_bar(new ReadBar(this))
    , m_pages(new QStackedWidget(this))
    , m_table(new MessageTable(m_browser->model(), this))
    , m_end(std::make_unique<EndFollower>(*m_table, *m_browser))
    , m_empty(new StatePanel(this))
    , m_noMatch(new StatePanel(this))
    , m_failed(new StatePanel(this))
    , m_waiting(new StatePanel(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_detail(new MessageDetail(this))
    , m_jobBar(new JobBar(this))
    , m_problem(new QLabel(this))
    , m_status(new ElidedLabel(this))
    , m_readOn(new QToolButton(this))
    , m_coverageButton(new QToolButton(this))
{
    setObjectName(QStringLiteral("messagesView"));
    setFocusProxy(m_table);
    buildTable();
    buildStates();
    m_pages->setObjectName(QStringLiteral("messagesPages"));
    m_status->setObjectName(QStringLiteral("messagesStatus"));
    m_status->setContentsMargins(12, 4, 12, 4);
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->setObjectName(QStringLiteral("messagesProblem"));
    m_problem->setContentsMargins(12, 4, 12, 4);
    m_problem->setWordWrap(true);
    m_problem->setMinimumWidth(1); // a long name must not keep the window wide
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->hide();
    m_splitter->setObjectName(QStringLiteral("messagesSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_pages);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_detail->setMinimumHeight(120);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(line(this));
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_problem);
    layout->addWidget(m_jobBar);
    layout->addWidget(line(this));
    auto* statusLine = new QHBoxLayout;
    statusLine->setContentsMargins(0, 0, 12, 0);
    statusLine->addWidget(new SteadyLabel(m_status), 1);
    statusLine->addWidget(m_readOn);
    statusLine->addWidget(m_coverageButton);
    layout->addLayout(statusLine);
    m_readOn->setObjectName(QStringLiteral("readOnButton"));
    m_readOn->setText(tr("Read on"));
    m_readOn->setAutoRaise(true);
    m_readOn->hide();
    connect(m_readOn, &QToolButton::clicked, m_browser.get(), &MessageBrowser::readOn);
    m_coverageButton->setObjectName(QStringLiteral("coverageButton"));
    m_coverageButton->setText(tr("What was read…"));
    m_coverageButton->setAutoRaise(true);
    m_coverageButton->setToolTip(
        tr("For each partition what was asked for, read, and not read, and why"));
    connect(m_coverageButton, &QToolButton::clicked, this, &MessagesView::showCoverage);
    addKeys();

    connect(m_bar, &ReadBar::readAsked, this, &MessagesView::read);
    connect(m_bar, &ReadBar::stopAsked, m_browser.get(), &MessageBrowser::stop);
    connect(m_bar, &ReadBar::liveAsked, this, &MessagesView::setLive);
    connect(m_bar, &ReadBar::addAsked, this, &MessagesView::addMessage);
    connect(m_bar, &ReadBar::saveAsked, this, &MessagesView::save);
    connect(m_bar->filterLine(), &FilterLine::filterChanged, this, [this] {
        m_end->letGo();
        m_browser->model()->setFilter(m_bar->filterLine()->filter());
        refresh();
    });
    connect(m_bar->filterLine(), &QLineEdit::textEdited, this, &MessagesView::used);
    connect(m_bar->filterLine(), &FilterLine::chosen, this, &MessagesView::used);
    connect(m_browser.get(), &MessageBrowser::progressChanged, this, &MessagesView::refresh);
    connect(m_detail, &MessageDetail::resendAsked, this, &MessagesView::resend);
    connect(m_detail, &MessageDetail::decodersChanged, this, &MessagesView::setBodies);
    connect(m_detail, &MessageDetail::columnAsked, this, [this](const QString& path) {
        if (const auto added = m_table->header()->addField(path); !added) {
            showCaution(QString::fromStdString(added.error().describe()));
        }
    });
    connect(m_detail, &MessageDetail::compareAsked, this, &MessagesView::compare);
    connect(m_detail, &MessageDetail::filterAsked, this,
            [this](const QString& path, const QString& value) {
                m_bar->filterLine()->use(path + QStringLiteral(" == ") + value);
            });
    connect(m_jobBar, &JobBar::finished, this, &MessagesView::jobFinished);
    m_tick.setInterval(patience);
    connect(&m_tick, &QTimer::timeout, this, &MessagesView::refresh);
    setPartitionCount(partitions);
    m_topics = {m_browser->topic()};
    setDecoderSet(DecoderSet::create());
    if (offline()) {
        m_bar->setOffline();
        m_detail->hideResending();
    } else if (readOnly) {
        refuseAdding(tr("This connection is read-only"));
    }
    refresh();
}

MessagesView::~MessagesView()
{
    delete m_coverage; // follows the browser
    // The table's model belongs to the browser and must not be told about from here on.
    disconnect(m_browser.get(), nullptr, this, nullptr);
    disconnect(m_browser->model(), nullptr, this, nullptr);
    m_table->setModel(nullptr);
}

QJsonObject MessagesView::layoutState() const
{
    const auto text = [](const QByteArray& bytes) {
        return QString::fromLatin1(bytes.toBase64());
    };
    return {{QStringLiteral("table"), m_table->header()->columnState()},
            {QStringLiteral("splitter"), text(m_splitter->saveState())},
            {QStringLiteral("valueDecoder"), m_detail->valueDecoder()},
            {QStringLiteral("keyDecoder"), m_detail->keyDecoder()}};
}

void MessagesView::restoreLayoutState(const QJsonObject& state)
{
    const auto bytes = [&state](const QString& name) {
        return QByteArray::fromBase64(state.value(name).toString().toLatin1());
    };
    m_table->header()->restoreColumnState(state.value(QStringLiteral("table")).toObject());
    m_splitter->restoreState(bytes(QStringLiteral("splitter")));
    m_detail->setDecoders(state.value(QStringLiteral("valueDecoder")).toString(),
                          state.value(QStringLiteral("keyDecoder")).toString());
}

QJsonObject MessagesView::readState() const
{
    QJsonObject start;
    const QJsonObject controls = controlState(m_bar);
    for (const char* name : {"startChoice", "countField", "offsetField", "timeField"}) {
        start.insert(QLatin1String(name), controls.value(QLatin1String(name)));
    }
    return {{QStringLiteral("start"), start},
            {QStringLiteral("filter"), m_bar->filterLine()->state()}};
}

void MessagesView::restoreReadState(const QJsonObject& state)
{
    restoreControlState(m_bar, state.value(QStringLiteral("start")).toObject());
    m_bar->filterLine()->restoreState(state.value(QStringLiteral("filter")).toObject(),
                                      FilterLine::From::LastTime);
}

QJsonObject MessagesView::definition() const
{
    return {{QStringLiteral("read"), controlState(m_bar)},
            {QStringLiteral("filter"), m_bar->filterLine()->state()},
            {QStringLiteral("layout"), layoutState()}};
}

void MessagesView::applyDefinition(const QJsonObject& definition)
{
    restoreControlState(m_bar, definition.value(QStringLiteral("read")).toObject());
    if (const QJsonValue filter = definition.value(QStringLiteral("filter")); filter.isObject()) {
        m_bar->filterLine()->restoreState(filter.toObject(), FilterLine::From::Bookmark);
    } else { // an older one: the line is among the controls
        m_bar->filterLine()->applyNow();
    }
    restoreLayoutState(definition.value(QStringLiteral("layout")).toObject());
    if (m_shownBefore) {
        read();
    }
}

void MessagesView::buildTable()
{
    m_table->installEventFilter(this);
    connect(m_table, &MessageTable::rowMenuAboutToShow, this, &MessagesView::fillRowMenu);

    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &MessagesView::showCurrent);
    // It was about what was selected.
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!std::exchange(m_caution, {}).isEmpty()) {
            showProblem();
        }
    });
    connect(m_browser->model(), &MessagesModel::fetched, this, [this] {
        if (m_currentComes) {
            showCurrent();
        }
    });
}

void MessagesView::buildStates()
{
    m_empty->setObjectName(QStringLiteral("emptyState"));
    m_addFirst = m_empty->addAction(tr("Add message…"));
    m_addFirst->setObjectName(QStringLiteral("addFirstMessage"));
    QPushButton* kcat = m_empty->addAction(tr("Copy a kcat command"));
    kcat->setObjectName(QStringLiteral("copyKcat"));
    for (QPushButton* button : {m_addFirst, kcat}) {
        button->setVisible(!offline());
    }
    m_noMatch->setObjectName(QStringLiteral("noMatchState"));
    QPushButton* clear = m_noMatch->addAction(tr("Clear filter"));
    clear->setObjectName(QStringLiteral("clearFilter"));
    m_searchAll = m_noMatch->addAction(tr("Search the whole topic"));
    m_searchAll->setObjectName(QStringLiteral("searchWholeTopic"));
    m_failed->setObjectName(QStringLiteral("failedState"));
    QPushButton* again = m_failed->addAction(tr("Try again"));
    again->setObjectName(QStringLiteral("readAgain"));
    m_waiting->setObjectName(QStringLiteral("waitingState"));
    QPushButton* cancel = m_waiting->addAction(tr("Cancel"));
    cancel->setObjectName(QStringLiteral("cancelWaiting"));
    m_pages->addWidget(m_table);
    for (StatePanel* panel : {m_empty, m_noMatch, m_failed, m_waiting}) {
        m_pages->addWidget(panel);
    }
    connect(m_addFirst, &QPushButton::clicked, this, &MessagesView::addMessage);
    connect(kcat, &QPushButton::clicked, this, &MessagesView::copyKcat);
    connect(clear, &QPushButton::clicked, m_bar, &ReadBar::clearFilter);
    connect(m_searchAll, &QPushButton::clicked, this, [this] {
        m_bar->chooseWholeTopic();
        read();
    });
    connect(again, &QPushButton::clicked, this, &MessagesView::read);
    connect(cancel, &QPushButton::clicked, m_browser.get(), &MessageBrowser::stop);
}

void MessagesView::addKeys()
{
    const auto key = [this](const QKeySequence& keys, auto action) {
        // Of the whole window, for which a pane in sight is the one that is meant: the focus may be
        // in the tree, or nowhere.
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WindowShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    key(QKeySequence(Qt::CTRL | Qt::Key_Return), &MessagesView::read);
    key(QKeySequence(Qt::CTRL | Qt::Key_Enter), &MessagesView::read);
    key(QKeySequence(Qt::Key_Escape), &MessagesView::stopOrClear);
    key(QKeySequence(Qt::CTRL | Qt::Key_N), &MessagesView::addMessage);
    key(QKeySequence(Qt::CTRL | Qt::Key_E), &MessagesView::resend);
    key(QKeySequence(Qt::CTRL | Qt::Key_S), [this] { save(false); });
    key(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), &MessagesView::compare);
    key(QKeySequence(Qt::CTRL | Qt::Key_L), [this] { m_bar->focusFilter(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_F), [this] { m_detail->find(); });
    key(QKeySequence(Qt::ALT | Qt::Key_Up), [this] { step(-1); });
    key(QKeySequence(Qt::ALT | Qt::Key_Down), [this] { step(1); });
}

void MessagesView::setDecoderSet(const std::shared_ptr<DecoderSet>& decoders)
{
    m_detail->setDecoderSet(decoders);
    MessagesModel* model = m_browser->model();
    connect(decoders.get(), &DecoderSet::changed, model, &MessagesModel::decodeAgain);
    connect(decoders.get(), &DecoderSet::recovered, model, &MessagesModel::examineAgain);
    connect(decoders.get(), &DecoderSet::retryDue, model, [model, decoders = decoders.get()] {
        model->askAgain();
        if (model->undecodable().count() > 0) { // what nobody sees does not ask
            decoders->retry();
        }
    });
    setBodies();
}

void MessagesView::setPartitionCount(int count)
{
    m_bar->setPartitionCount(count);
    if (m_dialog) {
        m_dialog->setPartitionCount(count);
    }
}

void MessagesView::read()
{
    startReading();
    Q_EMIT used();
}

void MessagesView::startReading()
{
    if (const QString problem = m_bar->problem(); !problem.isEmpty()) {
        showCaution(problem);
        return;
    }
    const ReadRequest request = m_bar->request();
    m_wholeTopic = request.partitions.empty()
        && (request.start == ReadRequest::Start::Newest
            || request.start == ReadRequest::Start::Beginning);
    const bool newest = request.start == ReadRequest::Start::Newest && !offline();
    m_newest = newest ? request.count : 0;
    m_caution.clear();
    m_detail->clear();
    m_since.start();
    m_tick.start();
    std::vector<std::string> topics = request.topics;
    std::erase(topics, m_browser->topic());
    topics.insert(topics.begin(), m_browser->topic());
    if (topics != m_topics) {
        m_topics = std::move(topics);
        setBodies();
    }
    // Whoever stops after so many matches wants those, not all that was read on the way.
    const FilterLine* line = m_bar->filterLine();
    const bool keepOnly = line->keepsOnlyMatches() || request.stopAfterKept > 0;
    m_browser->setKeepOnly(keepOnly ? line->filter() : nullptr);
    m_end->setNewest(newest);
    m_browser->start(request);
}

void MessagesView::stopOrClear()
{
    if (m_browser->active()) {
        m_browser->stop();
    } else {
        m_bar->clearFilter();
    }
}

void MessagesView::setLive(bool live)
{
    if (!m_browser->active()) {
        m_since.start();
        m_tick.start();
    }
    m_browser->setLive(live);
    Q_EMIT used();
}

void MessagesView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_shownBefore) {
        m_shownBefore = true;
        if (m_browser->progress().state == ReadProgress::State::Idle) {
            startReading();
        }
    }
}

bool MessagesView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier) {
            setLive(!m_browser->live());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void MessagesView::refresh()
{
    const ReadProgress& progress = m_browser->progress();
    const bool waiting = progress.state == ReadProgress::State::Connecting;
    if (!waiting) {
        m_tick.stop();
    }
    // Only a read of all partitions says how many there are.
    const auto seen = static_cast<int>(
        std::count_if(progress.partitions.begin(), progress.partitions.end(),
                      [](const PartitionProgress& partition) { return partition.topic == 0; }));
    if (seen > m_bar->partitionCount()) {
        setPartitionCount(seen);
    }
    m_bar->setReading(m_browser->active());
    m_bar->setLive(m_browser->live());

    QString status = m_browser->statusText();
    if (waiting && m_since.isValid() && m_since.elapsed() >= 1000) {
        status += tr(" · %1 s").arg(m_since.elapsed() / 1000);
    }
    m_status->setText(status);
    if (m_readOn->isHidden() == m_browser->canReadOn()) {
        m_readOn->setVisible(m_browser->canReadOn());
        const QString times = m_browser->timesText();
        m_readOn->setToolTip(times.isEmpty() ? tr("Reads what was written since") : times);
    }
    showRightPage();
}

void MessagesView::showRightPage()
{
    const ReadProgress& progress = m_browser->progress();
    const MessagesModel* model = m_browser->model();
    const bool failed = progress.state == ReadProgress::State::Failed;
    const bool empty = model->rowCount() == 0;
    const QLocale locale;
    QWidget* page = m_table;
    if (!empty || !model->upToDate()) {
        page = m_table;
    } else if (failed && progress.delivered == 0 && progress.error) {
        m_failed->showFailure(
            tr("Reading %1 failed").arg(QString::fromStdString(m_browser->topic())),
            *progress.error);
        page = m_failed;
    } else if (progress.delivered > 0 && (model->filter() || m_browser->kept())) {
        m_noMatch->showEmpty(
            QStringLiteral("search"),
            tr("0 of %1 match").arg(locale.toString(static_cast<qlonglong>(progress.delivered))),
            whyNoMatch());
        m_searchAll->setVisible(!progress.active() && (!m_wholeTopic || onlyNewestRead()));
        page = m_noMatch;
    } else if (!progress.active() && !progress.partitions.empty() && !progress.readWhole()) {
        m_empty->showEmpty(QStringLiteral("caution"), tr("No message in what was read"),
                           tr("Not everything was read: %1.").arg(unreadText(progress)));
        page = m_empty;
    } else if (progress.state == ReadProgress::State::Finished
               || progress.state == ReadProgress::State::Live) {
        m_empty->showEmpty(QStringLiteral("message"),
                           progress.state == ReadProgress::State::Live
                               ? tr("Waiting for new messages")
                               : m_wholeTopic ? tr("No messages yet")
                                              : tr("No messages in what was read"),
                           progress.state == ReadProgress::State::Live
                               ? tr("What arrives from now on appears here.")
                               : QString());
        page = m_empty;
    } else if (progress.state == ReadProgress::State::Connecting && m_since.isValid()
               && m_since.elapsed() >= patience) {
        m_waiting->showEmpty(QStringLiteral("starting"),
                             tr("Connecting to %1 · %2 s")
                                 .arg(m_browser->bootstrap().replace(u',', QStringLiteral(", ")),
                                      locale.toString(m_since.elapsed() / 1000)),
                             QString::fromStdString(progress.trouble));
        page = m_waiting;
    }
    if (m_pages->currentWidget() != page) {
        m_pages->setCurrentWidget(page);
    }
    m_detail->setVisible(page == m_table);
    showProblem();
}

void MessagesView::showProblem()
{
    const ReadProgress& progress = m_browser->progress();
    const bool inTable = m_pages->currentWidget() == m_table;
    const bool failed = progress.state == ReadProgress::State::Failed && progress.error;
    const bool incomplete = progress.state == ReadProgress::State::Incomplete;
    m_problem->setVisible(!m_caution.isEmpty() || (inTable && (failed || incomplete)));
    if (!m_caution.isEmpty()) {
        setTextRole(m_problem, ThemeRole::Caution);
        m_problem->setText(m_caution);
    } else if (failed) {
        setTextRole(m_problem, ThemeRole::Bad);
        m_problem->setText(tr("Reading ended early: %1. What was read is kept.")
                               .arg(QString::fromStdString(progress.error->describe())));
    } else if (incomplete) {
        setTextRole(m_problem, ThemeRole::Caution);
        m_problem->setText(tr("Not everything was read: %1.").arg(unreadText(progress)));
    }
}

bool MessagesView::onlyNewestRead() const
{
    return m_newest > 0 && m_browser->progress().delivered >= m_newest;
}

QString MessagesView::whyNoMatch() const
{
    const ReadProgress& progress = m_browser->progress();
    const QLocale locale;
    QStringList sentences;
    if (m_browser->kept() && !m_browser->model()->filter()) {
        sentences << tr("Reading kept only what matched. Read again to see the others.");
    }
    if (const std::uint64_t undecodable = m_browser->undecodableCount(); undecodable > 0) {
        sentences << tr("%1 could not be decoded, so that it is not known whether they match: "
                        "“What was read…” lists them.")
                         .arg(locale.toString(static_cast<qulonglong>(undecodable)));
    }
    if (onlyNewestRead()) {
        sentences << tr("Only the newest %1 were read.").arg(locale.toString(m_newest));
    } else if (!m_wholeTopic) {
        sentences << tr("Only what the bar asks for was read.");
    }
    if (progress.readWhole() && !progress.active() && m_wholeTopic && !onlyNewestRead()) {
        sentences << tr("%n partition(s) were read to the end.", nullptr,
                        static_cast<int>(progress.partitions.size()));
    } else if (const QString unread = unreadText(progress); !unread.isEmpty()) {
        sentences << tr("Not everything was read: %1.").arg(unread);
    }
    return sentences.join(u' ');
}

void MessagesView::showCoverage()
{
    if (!m_coverage) {
        m_coverage = new CoverageDialog(*m_browser, this);
    }
    m_coverage->show();
    m_coverage->raise();
    m_coverage->activateWindow();
}

void MessagesView::setTopicNames(const QStringList& names)
{
    m_bar->setTopicNames(names);
}

void MessagesView::showCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    m_currentComes = current.isValid() && !m_browser->model()->isAtHand(current.row());
    if (current.isValid() && !m_currentComes) {
        const StoredMessage message = m_browser->model()->message(current.row());
        m_detail->showMessage(message, m_browser->model()->store()->topicOf(message));
    }
}

void MessagesView::setSavedFilters(std::unique_ptr<SavedFilters> saved)
{
    m_bar->filterLine()->setSaved(std::move(saved));
}

FilterBodies MessagesView::bodies() const
{
    FilterBodies bodies = m_detail->bodies();
    bodies.topics = m_topics;
    return bodies;
}

void MessagesView::setBodies()
{
    m_bar->filterLine()->setBodies(bodies());
    m_browser->model()->setBodies(bodies());
}

void MessagesView::step(int rows)
{
    const int count = m_browser->model()->rowCount();
    if (count > 0) {
        const int row = std::clamp(m_table->currentIndex().row() + rows, 0, count - 1);
        m_table->setCurrentIndex(m_browser->model()->index(row, MessagesModel::Value));
    }
}

} // namespace ottla
