// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTabWidget>

namespace ottla {

class ClusterService;
class MessagesView;
class Settings;
class TaskModel;

/// One topic: its messages and its partitions. The cluster must be connected and know the topic.
class TopicView : public QTabWidget
{
    Q_OBJECT

public:
    /// Messages that do not fit into memory go to a file below `cacheFolder`. The layout is taken
    /// from the settings, the topic's own or else the one that was left last, and so are where the
    /// topic was read from last and its filter; they are left there for the next view. The settings
    /// must outlive it.
    TopicView(ClusterService& service, Settings& settings, const QString& topic,
              const QString& cacheFolder, QWidget* parent = nullptr);
    ~TopicView() override;

    [[nodiscard]] const QString& topic() const { return m_topic; }
    [[nodiscard]] MessagesView& messages() const { return *m_messages; }
    /// Where what takes long is shown; it must outlive the view.
    void setTasks(TaskModel* tasks);
    /// Opens the dialog that adds a message.
    void addMessage();

private:
    Settings& m_settings;
    const QString m_topic;
    const QString m_layoutKey;
    const QString m_readKey;
    MessagesView* m_messages;
};

} // namespace ottla
