// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "messagespane.h"

#include "picture.h"

#include "ui/shell/theme.h"
#include "ui/widgets/codeview.h"

#include <QApplication>
#include <QLabel>

namespace ottla::test {

void click(QWidget* parent, const char* name)
{
    auto* button = child<QAbstractButton>(parent, name);
    QVERIFY2(button, name);
    QVERIFY2(button->isEnabled(), name);
    QTest::mouseClick(button, Qt::LeftButton);
}

void fill(QWidget* parent, const char* name, const QString& text)
{
    auto* line = child<QLineEdit>(parent, name);
    QVERIFY2(line, name);
    line->selectAll();
    QTest::keyClicks(line, text);
}

MessagesPane::MessagesPane(QString pictures)
    : m_pictures(std::move(pictures))
{ }

MessagesPane::~MessagesPane() = default;

KafkaProperties MessagesPane::properties() const
{
    return {{"bootstrap.servers", m_broker.bootstrap().toStdString()}};
}

void MessagesPane::produce(const NewMessage& message) const
{
    const auto producer = MessageProducer::create(properties(), writable);
    QVERIFY(producer.ok());
    const auto stored = (*producer)->send(message, std::chrono::seconds(20));
    QVERIFY2(stored.ok(), stored.ok() ? "" : stored.error().describe().c_str());
}

void MessagesPane::show(std::unique_ptr<MessageBrowser> browser, int partitions)
{
    applyTheme(*qApp, ThemeChoice::Light);
    m_browser = browser.get();
    m_view = std::make_unique<MessagesView>(std::move(browser), partitions, false);
    m_view->resize(1200, 760);
    m_view->show();
    m_view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
}

void MessagesPane::showTopic(const QString& topic, int partitions)
{
    show(std::make_unique<MessageBrowser>(properties(), topic.toStdString(), writable), partitions);
}

bool MessagesPane::settled() const
{
    return !m_browser->active() && m_browser->progress().state != ReadProgress::State::Idle
        && m_browser->model()->upToDate();
}

QString MessagesPane::status() const
{
    return child<QLabel>(m_view.get(), "messagesStatus")->text();
}

QByteArray MessagesPane::shownValue() const
{
    return child<CodeView>(m_view.get(), "valueView")->text();
}

void MessagesPane::select(int column, const QString& part)
{
    MessageTable* table = m_view->table();
    for (int row = 0; row < rows(); ++row) {
        const QModelIndex index = table->model()->index(row, column);
        if (index.data().toString().contains(part)) {
            table->scrollTo(index);
            QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                              table->visualRect(index).center());
            return;
        }
    }
    QFAIL("no such message");
}

void MessagesPane::shoot(const char* name, QWidget* widget)
{
    savePictures(widget != nullptr ? *widget : *m_view,
                 QStringLiteral("%1-%2").arg(m_pictures, QLatin1String(name)));
}

} // namespace ottla::test
