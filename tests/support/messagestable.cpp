// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "messagestable.h"

#include "picture.h"

#include "ui/shell/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QTest>

#include <algorithm>

namespace ottla::test {

void MessagesTable::show()
{
    applyTheme(*qApp, ThemeChoice::Light);
    m_store = std::make_shared<MessageStore>();
    m_model = std::make_unique<MessagesModel>();
    m_model->setStore(m_store);
    m_table = std::make_unique<MessageTable>(m_model.get());
    m_table->resize(1200, 500);
    m_table->show();
    m_table->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_table.get()));
    add(0, many);
}

void MessagesTable::close()
{
    m_table.reset();
    m_model.reset();
}

void MessagesTable::settle()
{
    QTRY_VERIFY_WITH_TIMEOUT(m_model->upToDate(), patience);
}

void MessagesTable::add(int from, int count)
{
    for (int i = from; i < from + count; ++i) {
        const std::string key = "no-" + std::to_string(i);
        const std::string value = "{\"id\": " + std::to_string(i) + ", \"kind\": \""
            + (i % 2 == 0 ? "even" : "odd") + "\", \"paid\": true, \"name\": \"no-"
            + std::to_string(i) + "\"}";
        MessageView message{.partition = i % 3,
                            .offset = many - i,
                            .timestamp = 1'700'000'000'000 + i,
                            .timestampType = TimestampType::Create};
        message.value = value;
        if (i == 0 || i % 2 == 1) {
            message.key = key;
        }
        QVERIFY(m_store->add(message).ok());
    }
    m_store->batchAdded();
    settle();
}

void MessagesTable::fill(int count)
{
    std::uint32_t random = 1;
    const auto first = static_cast<int>(m_store->size());
    for (int i = 0; i < count; ++i) {
        random = random * 1'664'525U + 1'013'904'223U;
        QVERIFY(m_store
                    ->add({.partition = static_cast<std::int32_t>(random >> 16U) % 7,
                           .offset = first + i,
                           .value = "v"})
                    .ok());
    }
    m_store->batchAdded();
    settle();
}

QPoint MessagesTable::titleAt(int column) const
{
    const QHeaderView* header = m_table->horizontalHeader();
    return {header->sectionViewportPosition(column) + 20, header->height() / 2};
}

void MessagesTable::clickTitle(int column)
{
    QTest::mouseClick(m_table->horizontalHeader()->viewport(), Qt::LeftButton, {}, titleAt(column));
}

QPoint MessagesTable::placeOf(int row) const
{
    return m_table->visualRect(m_model->index(row, MessagesModel::Offset)).center();
}

void MessagesTable::click(int row, Qt::KeyboardModifiers modifiers)
{
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, modifiers, placeOf(row));
}

RowOrder MessagesTable::selectedRows() const
{
    RowOrder rows = m_table->selected().rows();
    std::sort(rows.begin(), rows.end());
    return rows;
}

void MessagesTable::shoot(const char* name, QWidget* widget)
{
    savePictures(widget != nullptr ? *widget : *m_table,
                 QStringLiteral("table-%1").arg(QLatin1String(name)));
}

} // namespace ottla::test
