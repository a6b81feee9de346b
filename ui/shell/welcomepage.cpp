// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/welcomepage.h"

#include "model/local/localcluster.h"
#include "ui/shell/icons.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/themed.h"
#include "ui/widgets/wraplayout.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace ottla {

namespace {
constexpr int columnWidth = 560;
constexpr int logHeight = 140;
constexpr int namedTopics = 4;

/// "3 brokers · orders, payments".
QString describe(const LocalData& data)
{
    QString topics = QStringList(data.topics.mid(0, namedTopics)).join(QStringLiteral(", "));
    if (const qsizetype more = data.topics.size() - namedTopics; more > 0) {
        topics = WelcomePage::tr("%1 and %2 more").arg(topics).arg(more);
    }
    return WelcomePage::tr("%1 · %2").arg(data.brokers == 1
                                              ? WelcomePage::tr("1 broker")
                                              : WelcomePage::tr("%1 brokers").arg(data.brokers),
                                          topics.isEmpty() ? WelcomePage::tr("no topics") : topics);
}
} // namespace

WelcomePage::WelcomePage(LocalCluster& local, QWidget* parent)
    : QWidget(parent)
    , m_local(local)
    , m_start(new QPushButton(tr("Start local cluster"), this))
    , m_brokers(new QSpinBox(this))
    , m_samples(new QPushButton(this))
    , m_open(new QPushButton(tr("Open it"), this))
    , m_copy(new QPushButton(tr("Copy address"), this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_state(new QLabel(this))
    , m_address(new ElidedLabel(this))
    , m_choice(new QComboBox(this))
    , m_data(new QLabel(this))
    , m_log(new QPlainTextEdit(this))
{
    m_start->setObjectName(QStringLiteral("startLocalCluster"));
    m_brokers->setObjectName(QStringLiteral("localBrokers"));
    m_brokers->setAccessibleName(tr("Number of brokers"));
    m_brokers->setRange(1, LocalCluster::mostBrokers);
    m_brokers->setToolTip(tr("With several brokers a topic can have replicas. Brokers can be added "
                             "to a cluster, not taken away: single ones are stopped in the tree."));
    connect(m_brokers, &QSpinBox::valueChanged, this, [this](int count) {
        m_brokers->setSuffix(count == 1 ? tr(" broker") : tr(" brokers"));
        showData();
    });
    m_brokers->setSuffix(tr(" broker"));
    m_choice->setObjectName(QStringLiteral("localChoice"));
    m_choice->setAccessibleName(tr("Which of the local clusters to start"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_data->setObjectName(QStringLiteral("localData"));
    m_data->setWordWrap(true);
    m_data->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setTextRole(m_data, ThemeRole::Muted);
    m_samples->setObjectName(QStringLiteral("addSamples"));
    m_samples->setToolTip(tr("Makes the topics orders and payments with some messages in them, and "
                             "a consumer group. What is there already is left alone."));
    m_open->setObjectName(QStringLiteral("openLocalCluster"));
    m_copy->setObjectName(QStringLiteral("copyBootstrap"));
    m_stop->setObjectName(QStringLiteral("stopLocalCluster"));
    m_state->setObjectName(QStringLiteral("localState"));
    m_address->setObjectName(QStringLiteral("localAddress"));
    m_log->setObjectName(QStringLiteral("localLog"));
    makePrimary(m_start);
    makePrimary(m_open);

    auto* title = new QLabel(tr("Ottla"), this);
    QFont larger = font();
    larger.setPointSizeF(larger.pointSizeF() * 1.8);
    title->setFont(larger);
    auto* what = new QLabel(
        tr("Kafka keeps messages in <i>topics</i>. A topic is split into <i>partitions</i>, "
           "each a log that only grows at its end.<br>Programs called <i>producers</i> add "
           "messages; <i>consumers</i> read them, each at its own <i>offset</i>.<br>The servers "
           "that keep the logs are <i>brokers</i>; several of them are a cluster."),
        this);
    what->setWordWrap(true);
    auto* about = new QLabel(
        tr("The local cluster is a real Kafka-compatible one on this machine: each broker "
           "is a process of its own. It stops with Ottla and keeps its data."),
        this);
    about->setWordWrap(true);
    setTextRole(about, ThemeRole::Muted);
    m_state->setWordWrap(true);
    m_address->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_log->setReadOnly(true);
    m_log->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_log->setFixedHeight(logHeight);
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);

    auto* add = new QPushButton(tr("Add connection…"), this);
    add->setObjectName(QStringLiteral("addConnection"));
    auto* buttons = new WrapLayout;
    buttons->setSpacing(8);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_start, m_brokers, m_open, m_copy,
                                                           m_samples, m_stop, add}) {
        buttons->addWidget(widget);
    }

    auto* column = new QVBoxLayout;
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(title);
    column->addWidget(what);
    column->addSpacing(12);
    column->addWidget(m_state);
    column->addWidget(m_address);
    column->addWidget(m_choice);
    column->addLayout(buttons);
    column->addWidget(m_data);
    column->addWidget(about);
    column->addWidget(m_log);
    column->addStretch(3);
    auto* holder = new QWidget(this);
    holder->setLayout(column);
    holder->setMaximumWidth(columnWidth);
    auto* layout = new QHBoxLayout(this);
    layout->addStretch();
    layout->addWidget(holder, 1);
    layout->addStretch();

    connect(m_start, &QPushButton::clicked, this,
            [this] { Q_EMIT startRequested(m_brokers->value()); });
    connect(m_samples, &QPushButton::clicked, this,
            [this] { Q_EMIT samplesRequested(m_brokers->value()); });
    connect(m_choice, &QComboBox::activated, this, [this](int at) {
        m_local.use(m_choice->itemData(at).toString());
        m_brokers->setValue(m_local.kept().brokers);
    });
    connect(m_open, &QPushButton::clicked, this, &WelcomePage::openRequested);
    connect(m_stop, &QPushButton::clicked, &m_local, &LocalCluster::stop);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_local.bootstrap()); });
    connect(add, &QPushButton::clicked, this, &WelcomePage::addConnectionRequested);
    connect(&m_local, &LocalCluster::stateChanged, this, &WelcomePage::refresh);
    refresh();
    m_brokers->setValue(m_local.kept().brokers);
}

void WelcomePage::refresh()
{
    using State = LocalCluster::State;
    const State state = m_local.state();
    const bool running = state == State::Running;
    m_start->setVisible(!running);
    m_brokers->setVisible(!running);
    m_brokers->setEnabled(state == State::Stopped || state == State::Failed);
    m_start->setEnabled(state == State::Stopped || state == State::Failed);
    m_samples->setEnabled(running || m_start->isEnabled());
    m_samples->setText(running ? tr("Add sample data") : tr("Start with sample data"));
    m_start->setText(state == State::Starting       ? tr("Starting…")
                         : state == State::Stopping ? tr("Stopping…")
                                                    : tr("Start local cluster"));
    for (QWidget* widget : {static_cast<QWidget*>(m_open), static_cast<QWidget*>(m_copy),
                            static_cast<QWidget*>(m_stop), static_cast<QWidget*>(m_address)}) {
        widget->setVisible(running);
    }
    m_address->setText(m_local.bootstrap());
    const bool failed = state == State::Failed;
    m_state->setVisible(running || failed);
    setTextRole(m_state, failed ? ThemeRole::Bad : ThemeRole::Good);
    m_state->setText(failed ? m_local.failure() : tr("The local cluster is running at"));
    m_log->setVisible(failed && !m_local.logLines().isEmpty());
    m_log->setPlainText(m_local.logLines().join(u'\n'));
    refreshData();
}

void WelcomePage::refreshData()
{
    const bool resting = m_brokers->isEnabled();
    const LocalData& kept = m_local.kept();
    const std::vector<LocalData> others = m_local.others();
    m_choice->clear();
    m_choice->addItem(kept.brokers == 0 ? tr("A new cluster") : describe(kept), kept.folder);
    for (const LocalData& other : others) {
        m_choice->addItem(describe(other), other.folder);
    }
    m_choice->setVisible(resting && !others.empty());
    if (resting) {
        const QSignalBlocker quiet(m_brokers);
        m_brokers->setRange(std::max(1, kept.brokers),
                            std::max(LocalCluster::mostBrokers, kept.brokers));
        m_brokers->setSuffix(m_brokers->value() == 1 ? tr(" broker") : tr(" brokers"));
    }
    showData();
}

void WelcomePage::showData()
{
    const LocalData& kept = m_local.kept();
    QStringList lines;
    if (m_local.state() == LocalCluster::State::Running) {
        lines.append(tr("Its data are in %1").arg(m_local.folder()));
    } else if (kept.brokers > 0) {
        lines.append(
            tr("Opens what it had: %1. The data are in %2.").arg(describe(kept), m_local.folder()));
        if (const int more = m_brokers->value() - kept.brokers; more > 0) {
            lines.append(tr("%n broker(s) are added to it: new topics can use them, and those "
                            "that there are stay where they are.",
                            nullptr, more));
        }
    }
    QStringList also;
    for (const LocalData& other : m_local.others()) {
        also.append(describe(other));
    }
    if (!also.isEmpty()) {
        lines.append(tr("Also kept, apart from it: %1.").arg(also.join(QStringLiteral("; "))));
    }
    m_data->setText(lines.join(u'\n'));
    m_data->setVisible(!lines.isEmpty());
}

} // namespace ottla
