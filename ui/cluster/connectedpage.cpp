// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/cluster/connectedpage.h"

#include "model/cluster/clusterservice.h"
#include "ui/widgets/statepanel.h"
#include "ui/widgets/themed.h"

#include <QInputDialog>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ottla {

namespace {
constexpr int patienceMs = 300; // nothing flashes up for what is answered at once
constexpr int secondMs = 1000;

// So that lines can break between them.
QString listed(const QString& servers)
{
    return QString(servers).replace(u',', QStringLiteral(", "));
}
} // namespace

ConnectedPage::ConnectedPage(ClusterService& service, Make make, QWidget* parent)
    : QWidget(parent)
    , m_service(service)
    , m_make(std::move(make))
    , m_banner(new QLabel(this))
    , m_stack(new QStackedWidget(this))
    , m_idle(new StatePanel(this))
    , m_waiting(new StatePanel(this))
    , m_failed(new StatePanel(this))
{
    m_banner->setObjectName(QStringLiteral("connectionLost"));
    m_banner->setContentsMargins(12, 8, 12, 8);
    m_banner->setWordWrap(true);
    m_banner->setMinimumWidth(1); // a long name must not keep the window wide
    m_banner->hide();
    m_stack->addWidget(new QWidget(this));
    for (StatePanel* panel : {m_idle, m_waiting, m_failed}) {
        m_stack->addWidget(panel);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack);

    const Connection& connection = service.connection();
    m_idle->showEmpty(QStringLiteral("connection"), tr("%1 is not connected").arg(connection.name),
                      listed(connection.bootstrapServers));
    QPushButton* open = m_idle->addAction(tr("Connect"));
    open->setObjectName(QStringLiteral("connect"));
    connect(open, &QPushButton::clicked, &m_service, &ClusterService::open);
    QPushButton* cancel = m_waiting->addAction(tr("Cancel"));
    cancel->setObjectName(QStringLiteral("cancelConnect"));
    connect(cancel, &QPushButton::clicked, &m_service, &ClusterService::close);
    m_again = m_failed->addAction(tr("Try again"));
    m_again->setObjectName(QStringLiteral("connectAgain"));
    m_enterSecret = m_failed->addAction(tr("Enter it…"));
    m_enterSecret->setObjectName(QStringLiteral("enterSecret"));
    makePrimary(m_enterSecret);
    connect(m_enterSecret, &QPushButton::clicked, this, &ConnectedPage::askForSecret);
    connect(m_again, &QPushButton::clicked, &m_service, &ClusterService::refresh);
    QPushButton* edit = m_failed->addAction(tr("Edit connection…"));
    edit->setObjectName(QStringLiteral("editFailedConnection"));
    connect(edit, &QPushButton::clicked, this,
            [this] { Q_EMIT editRequested(m_service.connection().id); });

    connect(&m_tick, &QTimer::timeout, this, &ConnectedPage::showWaiting);
    connect(&m_service, &ClusterService::stateChanged, this, &ConnectedPage::refresh);
    connect(&m_service, &ClusterService::refreshed, this, [this] {
        if (m_content == nullptr) {
            refresh();
        }
    });
    refresh();
}

void ConnectedPage::refresh()
{
    using State = ClusterService::State;
    const State state = m_service.state();
    if (state == State::Connected && m_content == nullptr) {
        m_content = m_make(this);
        if (m_content != nullptr) {
            m_stack->addWidget(m_content);
            setFocusProxy(m_content);
            Q_EMIT ready(m_content);
        }
    }
    m_tick.stop();
    if (m_content != nullptr) {
        m_stack->setCurrentWidget(m_content);
        const bool lost = state != State::Connected;
        m_banner->setVisible(lost);
        if (lost) {
            setTextRole(m_banner, ThemeRole::Bad);
            m_banner->setText(m_service.failure()
                                  ? tr("What is shown is old. %1.")
                                        .arg(QString::fromStdString(m_service.failure()->message))
                                  : tr("What is shown is old: the connection was closed."));
            m_banner->setToolTip(m_service.failure()
                                     ? QString::fromStdString(m_service.failure()->context)
                                     : QString());
        }
        return;
    }
    switch (state) {
    case State::Connecting:
    case State::Connected: // what is to be shown is not known of yet
        if (!m_since.isValid()) {
            m_since.start();
            m_stack->setCurrentIndex(0);
        }
        m_tick.start(patienceMs);
        break;
    case State::Failed:
        m_since.invalidate();
        m_failed->showFailure(tr("%1 cannot be reached").arg(m_service.connection().name),
                              m_service.failure().value_or(Error{}));
        m_enterSecret->setVisible(!m_service.missingSecret().isEmpty());
        m_again->setVisible(m_service.missingSecret().isEmpty());
        m_stack->setCurrentWidget(m_failed);
        break;
    case State::Disconnected:
        m_since.invalidate();
        m_stack->setCurrentWidget(m_idle);
        break;
    }
}

void ConnectedPage::askForSecret()
{
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("secretDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Connect to %1").arg(m_service.connection().name));
    dialog->setLabelText(tr("Value of %1. It goes to the desktop's keychain; without one, it is "
                            "forgotten when Ottla ends.")
                             .arg(m_service.missingSecret()));
    dialog->setTextEchoMode(QLineEdit::Password);
    dialog->setOkButtonText(tr("Connect"));
    connect(dialog, &QInputDialog::textValueSelected, &m_service, &ClusterService::enterSecret);
    dialog->open();
}

void ConnectedPage::showWaiting()
{
    m_tick.setInterval(secondMs);
    m_waiting->showEmpty(
        QStringLiteral("starting"),
        (m_service.state() == ClusterService::State::Connected ? tr("Waiting for %1 to tell of it")
                                                               : tr("Connecting to %1"))
            .arg(listed(m_service.connection().bootstrapServers)),
        tr("%n second(s)", nullptr, static_cast<int>(m_since.elapsed() / secondMs)));
    m_stack->setCurrentWidget(m_waiting);
}

} // namespace ottla
