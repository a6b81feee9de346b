// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/views.h"

#include "model/cluster/workspace.h"
#include "model/messages/bookmarks.h"
#include "model/messages/storesettings.h"
#include "model/schemas/decoderset.h"
#include "ui/cluster/brokersview.h"
#include "ui/cluster/clusterview.h"
#include "ui/cluster/connectedpage.h"
#include "ui/groups/groupsview.h"
#include "ui/groups/groupview.h"
#include "ui/messages/messagesview.h"
#include "ui/registry/registryview.h"
#include "ui/shell/welcomepage.h"
#include "ui/topics/topicsview.h"
#include "ui/topics/topicview.h"

#include <QDir>
#include <QFileInfo>

namespace ottla {

using Kind = ClusterTreeModel::Kind;

Views::Views(Workspace& workspace, ViewTabs& tabs, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_tabs(tabs)
{
    connect(&workspace, &Workspace::connectionClosed, &tabs,
            [&tabs](const QString& id) { tabs.closeAll(id + u'/'); });
}

QString Views::nameOf(const QString& connection) const
{
    const ClusterService* service = m_workspace.service(connection);
    return service == nullptr ? QString() : service->connection().name;
}

ConnectedPage* Views::openPage(const QString& connection, ViewTabs::View view, bool keep,
                               std::function<QWidget*(ClusterService&, QWidget*)> make)
{
    ClusterService* service = m_workspace.service(connection);
    if (service == nullptr) {
        return nullptr;
    }
    view.make = [this, service, make = std::move(make)](QWidget* parent) {
        auto* page = new ConnectedPage(
            *service, [service, make](QWidget* within) { return make(*service, within); }, parent);
        connect(page, &ConnectedPage::editRequested, this, &Views::editConnectionRequested);
        connect(page, &ConnectedPage::ready, this, &Views::contentMade);
        return page;
    };
    if (service->state() == ClusterService::State::Disconnected) {
        service->open();
    }
    return qobject_cast<ConnectedPage*>(m_tabs.open(view, keep));
}

void Views::open(const ClusterTree::Place& place, bool keep)
{
    const QString& id = place.connection;
    const QString name = nameOf(id);
    switch (place.kind) {
    case Kind::Connection:
        openPage(id,
                 {id + QStringLiteral("/cluster"), name, name, QStringLiteral("connection"), {}},
                 keep, [](ClusterService& service, QWidget* parent) {
                     return new ClusterView(service, parent);
                 });
        break;
    case Kind::Brokers:
    case Kind::Broker:
        openPage(id,
                 {id + QStringLiteral("/brokers"),
                  tr("Brokers"),
                  tr("Brokers of %1").arg(name),
                  QStringLiteral("broker"),
                  {}},
                 keep, [](ClusterService& service, QWidget* parent) {
                     return new BrokersView(service, parent);
                 });
        break;
    case Kind::Topics:
        openTopics(id, false);
        break;
    case Kind::Topic:
    case Kind::Partition:
        openTopic(id, place.name, keep);
        break;
    case Kind::Consumers:
        openPage(id,
                 {id + QStringLiteral("/groups"),
                  tr("Consumers"),
                  tr("Consumers of %1").arg(name),
                  QStringLiteral("group"),
                  {}},
                 keep, [this, id](ClusterService& service, QWidget* parent) {
                     auto* view = new GroupsView(service, parent);
                     connect(view, &GroupsView::groupOpened, this,
                             [this, id](const QString& group) {
                                 open({Kind::Group, id, group}, true);
                             });
                     return view;
                 });
        break;
    case Kind::Group:
        openPage(id,
                 {id + QStringLiteral("/group/") + place.name,
                  place.name,
                  tr("Group %1 on %2").arg(place.name, name),
                  QStringLiteral("group"),
                  {}},
                 keep, [group = place.name](ClusterService& service, QWidget* parent) {
                     return new GroupView(service, group, parent);
                 });
        break;
    case Kind::Registry:
        openPage(id,
                 {id + QStringLiteral("/registry"),
                  tr("Registry"),
                  tr("Registry of %1").arg(name),
                  QStringLiteral("registry"),
                  {}},
                 keep, [](ClusterService& service, QWidget* parent) {
                     return new RegistryView(service.connection().registry, parent);
                 });
        break;
    }
}

void Views::openTopics(const QString& connection, bool creating)
{
    ConnectedPage* page = openPage(
        connection,
        {connection + QStringLiteral("/topics"),
         tr("Topics"),
         tr("Topics of %1").arg(nameOf(connection)),
         QStringLiteral("topic"),
         {}},
        true, [this, connection](ClusterService& service, QWidget* parent) {
            auto* view = new TopicsView(service, parent);
            connect(view, &TopicsView::topicOpened, this, [this, connection](const QString& topic) {
                openTopic(connection, topic, true);
            });
            connect(view, &TopicsView::topicCreated, this,
                    [this, connection](const QString& topic) {
                        openTopic(connection, topic, true, false, true);
                    });
            return view;
        });
    if (page != nullptr && creating) {
        if (auto* view = qobject_cast<TopicsView*>(page->content())) {
            view->createTopic();
        }
    }
}

ConnectedPage* Views::openTopicPage(const QString& connection, const QString& topic, bool keep,
                                    bool another)
{
    QString key = connection + QStringLiteral("/topic/") + topic;
    if (another) {
        key += QStringLiteral("/%1").arg(++m_serial);
    }
    return openPage(
        connection,
        {key, topic, tr("%1 on %2").arg(topic, nameOf(connection)), QStringLiteral("message"), {}},
        keep, [this, topic](ClusterService& service, QWidget* parent) -> QWidget* {
            if (!service.topic(topic)) {
                return nullptr;
            }
            auto* view = new TopicView(service, m_workspace.settings(), topic,
                                       m_workspace.locations().cache, parent);
            view->setTasks(m_tasks);
            connect(&view->messages(), &MessagesView::used, &m_tabs,
                    [this, view] { m_tabs.keepShown(view); });
            return view;
        });
}

void Views::withTopic(ConnectedPage* page, std::function<void(TopicView&)> action)
{
    if (page == nullptr) {
        return;
    }
    if (auto* view = qobject_cast<TopicView*>(page->content())) {
        action(*view);
        return;
    }
    connect(page, &ConnectedPage::ready, page, [action = std::move(action)](QWidget* content) {
        if (auto* made = qobject_cast<TopicView*>(content)) {
            action(*made);
        }
    });
}

void Views::openTopic(const QString& connection, const QString& topic, bool keep, bool another,
                      bool adding)
{
    ConnectedPage* page = openTopicPage(connection, topic, keep, another);
    if (adding) {
        withTopic(page, [](TopicView& view) { view.addMessage(); });
    }
}

void Views::openBookmark(const Bookmark& bookmark)
{
    withTopic(openTopicPage(bookmark.connection, bookmark.topic, true, true),
              [definition = bookmark.view](TopicView& view) {
                  view.messages().applyDefinition(definition);
              });
}

std::optional<Bookmark> Views::currentDefinition() const
{
    const TopicView* topic = currentTopic();
    const ClusterService* service = currentService();
    if (topic == nullptr || service == nullptr) {
        return std::nullopt;
    }
    return Bookmark{topic->topic(), service->connection().id, topic->topic(),
                    topic->messages().definition()};
}

void Views::openSaved(const QString& path)
{
    const QFileInfo file(path);
    m_tabs.open({QStringLiteral("file/") + file.absoluteFilePath(), file.fileName(),
                 QDir::toNativeSeparators(file.absoluteFilePath()), QStringLiteral("save"),
                 [this, file](QWidget* parent) {
                     auto* view = new MessagesView(
                         std::make_unique<MessageBrowser>(
                             QFile::encodeName(file.absoluteFilePath()).toStdString(),
                             storeOptions(m_workspace.settings(), m_workspace.locations().cache)),
                         0, true, parent);
                     view->setDecoderSet(
                         DecoderSet::create({}, {}, m_workspace.decoderPlugins().decoders));
                     view->setTasks(m_tasks);
                     return view;
                 }},
                true);
}

void Views::openWelcome()
{
    m_tabs.open({QStringLiteral("welcome"),
                 tr("Welcome"),
                 {},
                 QStringLiteral("play"),
                 [this](QWidget* parent) {
                     auto* page =
                         new WelcomePage(m_workspace.local(), m_workspace.localBrokers(), parent);
                     connect(page, &WelcomePage::startRequested, this, &Views::startRequested);
                     connect(page, &WelcomePage::openRequested, this,
                             [this] { openTopics(m_workspace.localConnection(), false); });
                     connect(page, &WelcomePage::addConnectionRequested, this,
                             &Views::addConnectionRequested);
                     return page;
                 }},
                true);
}

void Views::focusCurrent()
{
    if (QWidget* view = m_tabs.currentWidget()) {
        view->setFocus(Qt::OtherFocusReason);
    }
}

ClusterService* Views::currentService() const
{
    const auto* page = qobject_cast<ConnectedPage*>(m_tabs.currentWidget());
    return page == nullptr ? nullptr : &page->service();
}

TopicView* Views::currentTopic() const
{
    const auto* page = qobject_cast<ConnectedPage*>(m_tabs.currentWidget());
    return page == nullptr ? nullptr : qobject_cast<TopicView*>(page->content());
}

} // namespace ottla
