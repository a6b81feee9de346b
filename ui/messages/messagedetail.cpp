// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagedetail.h"

#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"
#include "ui/shell/icons.h"
#include "ui/shell/theme.h"
#include "ui/widgets/codeview.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QTabWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace ottla {

namespace {

enum FormatChoice
{
    Auto,
    Json,
    Xml,
    Text,
    Hex
};
constexpr std::size_t hexBytes = 1U << 20U; // of a larger body only the beginning is dumped

QString toText(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

BodyFormat formatOf(int choice, std::string_view body)
{
    switch (choice) {
    case Json:
        return BodyFormat::Json;
    case Xml:
        return BodyFormat::Xml;
    case Text:
        return BodyFormat::Text;
    case Hex:
        return BodyFormat::Hex;
    default:
        return detectFormat(body);
    }
}

} // namespace

MessageDetail::MessageDetail(QWidget* parent)
    : QWidget(parent)
    , m_place(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_format(new QComboBox(this))
    , m_tabs(new QTabWidget(this))
    , m_value(new CodeView(this))
    , m_key(new CodeView(this))
    , m_headers(new QTableWidget(0, 2, this))
    , m_raw(new CodeView(this))
    , m_find(new QLineEdit(this))
{
    m_value->setObjectName(QStringLiteral("detailValue"));
    m_key->setObjectName(QStringLiteral("detailKey"));
    m_headers->setObjectName(QStringLiteral("detailHeaders"));
    m_raw->setObjectName(QStringLiteral("detailRaw"));
    m_tabs->setObjectName(QStringLiteral("detailTabs"));
    m_format->setObjectName(QStringLiteral("detailFormat"));
    m_problem->setObjectName(QStringLiteral("detailProblem"));
    m_find->setObjectName(QStringLiteral("detailFind"));
    for (CodeView* view : {m_value, m_key, m_raw}) {
        view->setReadOnly(true);
    }
    m_format->addItems({tr("Automatic"), tr("JSON"), tr("XML"), tr("Text"), tr("Hex")});
    m_format->setAccessibleName(tr("Format of the body"));
    m_headers->setHorizontalHeaderLabels({tr("Header"), tr("Value")});
    m_headers->horizontalHeader()->setStretchLastSection(true);
    m_headers->setColumnWidth(0, 200);
    m_headers->verticalHeader()->hide();
    m_headers->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_headers->setFrameShape(QFrame::NoFrame);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_value, tr("Value"));
    m_tabs->addTab(m_key, tr("Key"));
    m_tabs->addTab(m_headers, tr("Headers"));
    m_tabs->addTab(m_raw, tr("Raw"));
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(12, 4, 12, 4);
    m_problem->hide();
    m_find->setPlaceholderText(tr("Find in this text"));
    m_find->setClearButtonEnabled(true);
    m_find->hide();

    auto* copy = new QToolButton(this);
    copy->setObjectName(QStringLiteral("detailCopy"));
    copy->setText(tr("Copy"));
    copy->setAutoRaise(true);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 4, 12, 4);
    bar->setSpacing(8);
    bar->addWidget(m_place, 1);
    bar->addWidget(m_find);
    bar->addWidget(m_format);
    bar->addWidget(copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_problem);
    layout->addWidget(m_tabs, 1);

    connect(m_format, &QComboBox::currentIndexChanged, this, &MessageDetail::showBodies);
    connect(m_tabs, &QTabWidget::currentChanged, this, &MessageDetail::showBodies);
    connect(copy, &QToolButton::clicked, this, &MessageDetail::copy);
    connect(m_find, &QLineEdit::returnPressed, this, &MessageDetail::search);
    clear();
}

void MessageDetail::clear()
{
    m_message = {};
    m_place->setText(tr("Select a message to see all of it"));
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, themeColor(ThemeRole::Muted, palette()));
    m_place->setPalette(quiet);
    m_problem->hide();
    for (CodeView* view : {m_value, m_key, m_raw}) {
        view->setBody({}, BodyFormat::Text);
    }
    m_headers->setRowCount(0);
    m_tabs->setTabText(2, tr("Headers"));
}

void MessageDetail::setMessage(const Message& message)
{
    m_message = message;
    const QString time = message.timestampType == TimestampType::None
        ? tr("no timestamp")
        : QDateTime::fromMSecsSinceEpoch(message.timestamp)
              .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
    m_place->setPalette(palette());
    m_place->setText(tr("Partition %1 · offset %2 · %3")
                         .arg(message.partition)
                         .arg(QLocale().toString(static_cast<qlonglong>(message.offset)), time));
    showHeaders();
    showBodies();
}

void MessageDetail::showHeaders()
{
    m_headers->setRowCount(static_cast<int>(m_message.headers.size()));
    for (int row = 0; row < m_headers->rowCount(); ++row) {
        const Header& header = m_message.headers[static_cast<std::size_t>(row)];
        m_headers->setItem(row, 0, new QTableWidgetItem(toText(header.name)));
        m_headers->setItem(
            row, 1, new QTableWidgetItem(header.value ? toText(*header.value) : tr("∅ null")));
    }
    m_tabs->setTabText(2,
                       m_message.headers.empty() ? tr("Headers")
                                                 : tr("Headers %1").arg(m_message.headers.size()));
}

void MessageDetail::showBodies()
{
    m_problem->hide();
    if (m_tabs->currentWidget() == m_key) {
        showBody(m_key, m_message.key);
    } else if (m_tabs->currentWidget() == m_raw) {
        const std::string_view bytes =
            m_message.value ? std::string_view(*m_message.value) : std::string_view();
        m_raw->setBody(toText(hexDump(bytes.substr(0, hexBytes))), BodyFormat::Hex);
    } else if (m_tabs->currentWidget() == m_value) {
        showBody(m_value, m_message.value);
    }
}

void MessageDetail::showBody(CodeView* view, const std::optional<std::string>& body)
{
    if (!body) {
        view->setBody(view == m_value && m_message.offset >= 0 && !m_place->text().isEmpty()
                          ? tr("∅ null")
                          : QString(),
                      BodyFormat::Text);
        return;
    }
    const BodyFormat format = formatOf(m_format->currentIndex(), *body);
    if (format == BodyFormat::Hex) {
        view->setBody(toText(hexDump(std::string_view(*body).substr(0, hexBytes))), format);
        return;
    }
    if (format == BodyFormat::Text) {
        view->setBody(toText(*body), format);
        return;
    }
    const Pretty pretty = format == BodyFormat::Json ? prettyJson(*body) : prettyXml(*body);
    view->setBody(toText(pretty.text), format);
    if (pretty.error) {
        QPalette colours = palette();
        colours.setColor(QPalette::WindowText, themeColor(ThemeRole::Caution, palette()));
        m_problem->setPalette(colours);
        m_problem->setText(tr("Not valid %1, shown as it is: %2 at line %3, column %4 (byte %5)")
                               .arg(format == BodyFormat::Json ? tr("JSON") : tr("XML"),
                                    QString::fromStdString(pretty.error->message))
                               .arg(pretty.error->line)
                               .arg(pretty.error->column)
                               .arg(pretty.error->offset));
        m_problem->show();
    }
}

CodeView* MessageDetail::currentView() const
{
    return qobject_cast<CodeView*>(m_tabs->currentWidget());
}

void MessageDetail::copy()
{
    if (const CodeView* view = currentView()) {
        QApplication::clipboard()->setText(view->hasSelectedText() ? view->selectedText()
                                                                   : view->text());
    }
}

void MessageDetail::find()
{
    m_find->show();
    m_find->setFocus();
    m_find->selectAll();
}

void MessageDetail::search()
{
    CodeView* view = currentView();
    const bool found = view != nullptr && view->findNextText(m_find->text());
    QPalette colours = palette();
    if (!found) {
        colours.setColor(QPalette::Text, themeColor(ThemeRole::Bad, palette()));
    }
    m_find->setPalette(colours);
}

} // namespace ottla
