// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagebrowser.h"
#include "support/brokerprocess.h"
#include "ui/messages/messagesview.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QTest>

#include <memory>

namespace ottla::test {

inline constexpr int patience = 30'000; // ms

inline const WriteGate writable(QStringLiteral("test"), false);

template <typename T>
T* child(const QWidget* parent, const char* name)
{
    return parent->findChild<T*>(QLatin1String(name));
}

/// Clicks what has this name and can be clicked; else the test fails.
void click(QWidget* parent, const char* name);
/// Puts text in the place of what stands in a line.
void fill(QWidget* parent, const char* name, const QString& text);

/// A messages pane on a real broker as a person has it before them, for a test to derive from.
class MessagesPane
{
protected:
    /// Pictures are called `pictures`-NAME-THEME.png.
    explicit MessagesPane(QString pictures);
    ~MessagesPane();

    [[nodiscard]] KafkaProperties properties() const;
    /// Writes it, and waits until it is there.
    void produce(const NewMessage& message) const;
    /// Opens a pane in the place of the one before, in the light theme.
    void show(std::unique_ptr<MessageBrowser> browser, int partitions = 0);
    void showTopic(const QString& topic, int partitions = 0);
    /// It has read to its end, and shows what it read.
    [[nodiscard]] bool settled() const;

    [[nodiscard]] int rows() const { return m_view->table()->model()->rowCount(); }
    [[nodiscard]] QString status() const;
    [[nodiscard]] QByteArray shownValue() const;
    /// Clicks the first row whose cell in the column contains that.
    void select(int column, const QString& part);
    /// Of the pane or another widget, in both themes, into the folder OTTLA_SCREENS where that is
    /// set.
    void shoot(const char* name, QWidget* widget = nullptr);

    BrokerProcess m_broker;
    MessageBrowser* m_browser = nullptr; // of the view
    std::unique_ptr<MessagesView> m_view;

private:
    const QString m_pictures;
};

} // namespace ottla::test
