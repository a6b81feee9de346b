// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/topics/topicview.h"

#include "model/cluster/clusterservice.h"
#include "model/filters/savedfilters.h"
#include "model/messages/messagebrowser.h"
#include "model/messages/storesettings.h"
#include "model/settings/settings.h"
#include "ui/messages/messagesview.h"
#include "ui/topics/partitionsview.h"
#include "ui/topics/topicconfigview.h"

namespace ottla {

namespace {

const QString lastLayout = QStringLiteral("messagesLayout");

std::unique_ptr<MessageBrowser> makeBrowser(const ClusterService& service, const Settings& settings,
                                            const QString& topic, const QString& cacheFolder)
{
    return std::make_unique<MessageBrowser>(service.properties(), topic.toStdString(),
                                            service.client()->gate(),
                                            storeOptions(settings, cacheFolder));
}

// Of a topic that was not opened before: what a person is used to from the last one, and nothing
// that has to do with what is in it, such as its columns, their order, and how bodies are read.
QJsonObject firstLayout(const QJsonObject& last)
{
    const QString table = QStringLiteral("table");
    const QString times = QStringLiteral("times");
    const QString splitter = QStringLiteral("splitter");
    return {{splitter, last.value(splitter)},
            {table, QJsonObject{{times, last.value(table).toObject().value(times)}}}};
}

} // namespace

TopicView::TopicView(ClusterService& service, Settings& settings, const QString& topic,
                     const QString& cacheFolder, QWidget* parent)
    : QTabWidget(parent)
    , m_settings(settings)
    , m_topic(topic)
    , m_layoutKey(lastLayout + u'/' + service.connection().id + u'/' + topic)
    , m_readKey(QStringLiteral("messagesRead/") + service.connection().id + u'/' + topic)
{
    setObjectName(QStringLiteral("topicView"));
    setAccessibleName(tr("Topic %1").arg(topic));
    setDocumentMode(true);
    const auto info = service.topic(topic);
    m_messages = new MessagesView(makeBrowser(service, settings, topic, cacheFolder),
                                  info ? static_cast<int>(info->partitions.size()) : 0,
                                  service.connection().readOnly, this);
    m_messages->setSavedFilters(std::make_unique<SavedFilters>(settings));
    m_messages->setDecoderSet(service.decoders(topic));
    QStringList others;
    for (const TopicInfo& other : service.cluster().topics) {
        others << QString::fromStdString(other.name);
    }
    others.removeOne(topic);
    m_messages->setTopicNames(others);
    const QJsonValue own = settings.value(m_layoutKey);
    m_messages->restoreLayoutState(
        own.isObject() ? own.toObject() : firstLayout(settings.value(lastLayout).toObject()));
    m_messages->restoreReadState(settings.value(m_readKey).toObject());
    setFocusProxy(m_messages); // and not the tabs above it
    addTab(m_messages, tr("Messages"));
    addTab(new PartitionsView(service, topic, this), tr("Partitions"));
    addTab(new TopicConfigView(service, topic, this), tr("Configuration"));
}

TopicView::~TopicView()
{
    const QJsonObject layout = m_messages->layoutState();
    m_settings.setValue(m_layoutKey, layout);
    m_settings.setValue(lastLayout, layout);
    m_settings.setValue(m_readKey, m_messages->readState());
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
