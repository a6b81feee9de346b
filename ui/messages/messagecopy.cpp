// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagecopy.h"

#include "model/async/background.h"
#include "ui/widgets/tablenote.h"

#include <QApplication>
#include <QClipboard>
#include <QLocale>

namespace ottla {

MessageCopy::MessageCopy(TableNote& note, QObject* parent)
    : QObject(parent)
    , m_note(note)
{ }

MessageCopy::~MessageCopy()
{
    cancel();
}

void MessageCopy::cancel()
{
    if (m_cancel) {
        *m_cancel = true;
    }
}

void MessageCopy::copy(RowCopy rows, RowCopy::Form form, bool few)
{
    cancel();
    if (few) {
        QApplication::clipboard()->setText((rows.*form)());
        return;
    }
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    rows.setLimit(mostCharacters, m_cancel);
    const QString count = QLocale().toString(rows.rows());
    m_note.say(tr("Copying %1 rows…").arg(count));
    runInBackground(
        this, [rows = std::move(rows), form] { return (rows.*form)(); },
        [this, count, cancel = m_cancel](const QString& text) {
            if (*cancel) {
                return;
            }
            if (text.isNull()) {
                m_note.say(tr("Not copied: %1 rows are more than a clipboard should hold. Save "
                              "them to a file instead.")
                               .arg(count));
                return;
            }
            QApplication::clipboard()->setText(text);
            m_note.say(tr("%1 rows copied").arg(count));
        });
}

QString MessageCopy::tooManyText(std::size_t rows)
{
    return tr("Not copied: %1 rows are selected, and a clipboard takes %2. Save them to a file "
              "instead.")
        .arg(QLocale().toString(static_cast<qulonglong>(rows)),
             QLocale().toString(static_cast<qulonglong>(mostRows)));
}

} // namespace ottla
