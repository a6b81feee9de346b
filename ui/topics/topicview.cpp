// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/topics/topicview.h"

#include "model/cluster/clusterservice.h"
#include "model/messages/messagebrowser.h"
#include "model/settings/settings.h"
#include "ui/messages/messagesview.h"
#include "ui/topics/partitionsview.h"

namespace ottla {

namespace {

std::unique_ptr<MessageBrowser> makeBrowser(const ClusterService& service, const QString& topic,
                                            const QString& spillFolder)
{
    MessageStore::Options options;
    options.spillFolder = spillFolder.toStdString();
    return std::make_unique<MessageBrowser>(service.properties(), topic.toStdString(),
                                            service.client()->gate(), options);
}

QString layoutKey()
{
    return QStringLiteral("messagesLayout");
}

} // namespace

TopicView::TopicView(ClusterService& service, Settings& settings, const QString& topic,
                     const QString& spillFolder, QWidget* parent)
    : QTabWidget(parent)
    , m_settings(settings)
    , m_topic(topic)
{
    setObjectName(QStringLiteral("topicView"));
    setAccessibleName(tr("Topic %1").arg(topic));
    setDocumentMode(true);
    const auto info = service.topic(topic);
    m_messages = new MessagesView(makeBrowser(service, topic, spillFolder),
                                  info ? static_cast<int>(info->partitions.size()) : 0,
                                  service.connection().readOnly, this);
    QStringList others;
    for (const TopicInfo& other : service.cluster().topics) {
        others << QString::fromStdString(other.name);
    }
    others.removeOne(topic);
    m_messages->setTopicNames(others);
    m_messages->restoreLayoutState(settings.value(layoutKey()).toObject());
    addTab(m_messages, tr("Messages"));
    addTab(new PartitionsView(service, topic, this), tr("Partitions"));
}

TopicView::~TopicView()
{
    m_settings.setValue(layoutKey(), m_messages->layoutState());
}

void TopicView::setTasks(TaskModel* tasks)
{
    m_messages->setTasks(tasks);
}

void TopicView::addMessage()
{
    setCurrentWidget(m_messages);
    m_messages->addMessage();
}

} // namespace ottla
