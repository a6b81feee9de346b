// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/filterhelp.h"

#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace ottla {

namespace {

struct Row
{
    const char* filter;
    const char* meaning;
};

struct Section
{
    const char* title;
    std::initializer_list<Row> rows;
};

// Marked for translation; what stands in the left column is the language itself.
const Section sections[] = {
    // NOLINT(*-avoid-c-arrays)
    {QT_TRANSLATE_NOOP("FilterHelp", "Text and regular expressions"),
     {{"order 4711",
       QT_TRANSLATE_NOOP("FilterHelp",
                         "this text anywhere in key, value or headers, in "
                         "upper or lower case")},
      {"/4[0-9]{3}/",
       QT_TRANSLATE_NOOP("FilterHelp",
                         "a regular expression (RE2); /…/i in any case, "
                         "s and m as usual")}}},
    {QT_TRANSLATE_NOOP("FilterHelp", "Fields of the decoded value and key"),
     {{"$.order.id == 4711",
       QT_TRANSLATE_NOOP("FilterHelp",
                         "a field; numbers are compared exactly, "
                         "1.0 equals 1")},
      {"$.items[0].sku == \"a-1\"",
       QT_TRANSLATE_NOOP("FilterHelp",
                         "the first item; text stands in "
                         "quotes")},
      {"$.items[*].sku contains \"a\"",
       QT_TRANSLATE_NOOP("FilterHelp", "any item; .* is any field")},
      {"$[\"odd name\"] is null", QT_TRANSLATE_NOOP("FilterHelp", "a name with blanks or dots")},
      {"exists $.coupon",
       QT_TRANSLATE_NOOP("FilterHelp", "the field is there, be it null; exists stands in front")},
      {"not exists $.coupon", QT_TRANSLATE_NOOP("FilterHelp", "it is not there")},
      {"key.id >= 10", QT_TRANSLATE_NOOP("FilterHelp", "a field of the key; key.$ is all of it")}}},
    {QT_TRANSLATE_NOOP("FilterHelp", "The message"),
     {{"key == \"abc\"",
       QT_TRANSLATE_NOOP("FilterHelp",
                         "key, value, any: their bytes as text; compared "
                         "with a number, what they are decoded to")},
      {"header[\"trace\"] startswith \"0\"",
       QT_TRANSLATE_NOOP("FilterHelp",
                         "a header; header alone: any "
                         "name or value")},
      {"value is null", QT_TRANSLATE_NOOP("FilterHelp", "also: is not null, is undecodable")},
      {"partition in (0, 3)", QT_TRANSLATE_NOOP("FilterHelp", "also: offset, topic")},
      {"size > 10 kB",
       QT_TRANSLATE_NOOP("FilterHelp", "key, value and headers together; B, kB, MB, GB")},
      {"timestamp >= -15m",
       QT_TRANSLATE_NOOP("FilterHelp", "15 minutes before now; s, m, h, d, w")},
      {"timestamp < 2026-11-24 14:03",
       QT_TRANSLATE_NOOP("FilterHelp", "local time; with Z or +02:00 another; or ms since 1970")}}},
    {QT_TRANSLATE_NOOP("FilterHelp", "Together"),
     {{"== != < <= > >=",
       QT_TRANSLATE_NOOP("FilterHelp", "compare; != needs the field to be there")},
      {"contains startswith matches",
       QT_TRANSLATE_NOOP("FilterHelp", "the first two in any case; matches takes /…/ or \"…\"")},
      {"not a and (b or c)",
       QT_TRANSLATE_NOOP("FilterHelp", "not binds before and, and before or")}}},
};

QString page()
{
    const auto tr = [](const char* text) {
        return QCoreApplication::translate("FilterHelp", text).toHtmlEscaped();
    };
    QString html =
        QStringLiteral("<p>%1</p>")
            .arg(tr(QT_TRANSLATE_NOOP(
                "FilterHelp",
                "What begins like an expression below is read as one; anything else is looked for "
                "as it stands. The icon at the left shows which, and the menu can decide it.")));
    for (const Section& section : sections) {
        html += QStringLiteral("<h4>%1</h4><table cellpadding='3'>").arg(tr(section.title));
        for (const Row& row : section.rows) {
            html += QStringLiteral("<tr><td width='230'><code>%1</code></td><td>%2</td></tr>")
                        .arg(QString::fromUtf8(row.filter).toHtmlEscaped(), tr(row.meaning));
        }
        html += QStringLiteral("</table>");
    }
    return html
        + QStringLiteral("<p>%1</p>")
              .arg(tr(QT_TRANSLATE_NOOP(
                  "FilterHelp",
                  "Messages that cannot be decoded, where the answer hangs on it, are counted in "
                  "the status line; value is undecodable lists them.")));
}

} // namespace

void showFilterHelp(QWidget* parent)
{
    QWidget* window = parent->window();
    auto* dialog =
        window->findChild<QDialog*>(QStringLiteral("filterHelp"), Qt::FindDirectChildrenOnly);
    if (!dialog) {
        dialog = new QDialog(window);
        dialog->setObjectName(QStringLiteral("filterHelp"));
        dialog->setWindowTitle(QCoreApplication::translate("FilterHelp", "How to write filters"));
        auto* text = new QTextBrowser(dialog);
        text->setObjectName(QStringLiteral("filterHelpText"));
        text->setFrameShape(QFrame::NoFrame);
        text->setHtml(page());
        auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
        QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
        auto* layout = new QVBoxLayout(dialog);
        layout->setContentsMargins(16, 16, 16, 16);
        layout->addWidget(text);
        layout->addWidget(buttons);
        dialog->resize(640, 720);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

} // namespace ottla
