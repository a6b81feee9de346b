// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagedetail.h"

#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"
#include "model/formats/sizetext.h"
#include "ui/shell/theme.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/themed.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>

namespace ottla {

namespace {

enum Format
{
    Auto,
    Json,
    Xml,
    Text,
    Hex,
};

// Beyond these a body is shown as it is, or only its first part, so that nothing freezes.
constexpr std::size_t prettyBytes = std::size_t{16} << 20U;
constexpr std::size_t hexBytes = std::size_t{1} << 20U;
constexpr std::size_t textBytes = std::size_t{16} << 20U;

QByteArray bytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

Format formatOf(std::string_view body)
{
    switch (detectFormat(body)) {
    case BodyFormat::Json:
        return Json;
    case BodyFormat::Xml:
        return Xml;
    case BodyFormat::Text:
        return Text;
    case BodyFormat::Hex:
        break;
    }
    return Hex;
}

CodeView* makeView(const QString& name, const QString& accessibleName)
{
    auto* view = new CodeView;
    view->setObjectName(name);
    view->setAccessibleName(accessibleName);
    view->setReadOnly(true);
    return view;
}

} // namespace

MessageDetail::MessageDetail(QWidget* parent)
    : QWidget(parent)
    , m_place(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_tabs(new QTabWidget(this))
    , m_value(makeView(QStringLiteral("valueView"), tr("Value")))
    , m_key(makeView(QStringLiteral("keyView"), tr("Key")))
    , m_headers(new QTableWidget(0, 2))
    , m_raw(makeView(QStringLiteral("rawView"), tr("Raw bytes of the value")))
    , m_format(new QComboBox(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_resend(new QPushButton(tr("Edit && resend…"), this))
{
    m_place->setObjectName(QStringLiteral("messagePlace"));
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->setObjectName(QStringLiteral("formatProblem"));
    m_problem->setContentsMargins(12, 4, 12, 4);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->hide();
    m_tabs->setObjectName(QStringLiteral("detailTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_value, tr("Value"));
    m_tabs->addTab(m_key, tr("Key"));
    m_tabs->addTab(m_headers, tr("Headers"));
    m_tabs->addTab(m_raw, tr("Raw"));
    m_format->setObjectName(QStringLiteral("formatChoice"));
    m_format->setAccessibleName(tr("Format"));
    m_format->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_format->addItems({tr("Auto"), tr("JSON"), tr("XML"), tr("Text"), tr("Hex")});
    m_copy->setObjectName(QStringLiteral("copyBody"));
    m_copy->setToolTip(tr("Copies what this tab shows"));
    m_resend->setObjectName(QStringLiteral("editAndResend"));
    m_resend->setToolTip(tr("Opens a copy of this message to change and send (Ctrl+E)"));

    m_headers->setObjectName(QStringLiteral("headersTable"));
    m_headers->setAccessibleName(tr("Headers"));
    m_headers->setHorizontalHeaderLabels({tr("Name"), tr("Value")});
    m_headers->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_headers->horizontalHeader()->setFont(font());
    m_headers->horizontalHeader()->setStretchLastSection(true);
    m_headers->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_headers->horizontalHeader()->setHighlightSections(false);
    m_headers->horizontalHeader()->resizeSection(0, 220);
    m_headers->verticalHeader()->hide();
    m_headers->verticalHeader()->setDefaultSectionSize(22);
    m_headers->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_headers->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_headers->setAlternatingRowColors(true);
    m_headers->setShowGrid(false);
    m_headers->setFrameShape(QFrame::NoFrame);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 4, 12, 4);
    bar->setSpacing(8);
    bar->addWidget(m_place);
    bar->addStretch();
    bar->addWidget(m_format);
    bar->addWidget(m_copy);
    bar->addWidget(m_resend);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(m_problem);

    connect(m_format, &QComboBox::activated, this, &MessageDetail::render);
    connect(m_tabs, &QTabWidget::currentChanged, this, &MessageDetail::render);
    connect(m_copy, &QPushButton::clicked, this, &MessageDetail::copy);
    connect(m_resend, &QPushButton::clicked, this, &MessageDetail::resendAsked);
    clear();
}

void MessageDetail::showMessage(const StoredMessage& message, const std::string& topic)
{
    m_message = message.toMessage(topic);
    render();
}

void MessageDetail::clear()
{
    m_message.reset();
    render();
}

void MessageDetail::find()
{
    if (CodeView* view = currentView()) {
        view->showFind();
    }
}

CodeView* MessageDetail::currentView() const
{
    return qobject_cast<CodeView*>(m_tabs->currentWidget());
}

void MessageDetail::render()
{
    const bool any = m_message.has_value();
    m_problem->hide();
    m_copy->setEnabled(any);
    m_resend->setEnabled(any);
    m_format->setEnabled(
        any && (m_tabs->currentWidget() == m_value || m_tabs->currentWidget() == m_key));
    m_headers->setRowCount(0);
    if (!any) {
        m_place->setText(tr("Select a message to see it whole"));
        setTextRole(m_place, ThemeRole::Muted);
        m_tabs->setTabText(2, tr("Headers"));
        for (CodeView* view : {m_value, m_key, m_raw}) {
            view->setText({}, CodeView::Language::Plain);
        }
        return;
    }
    const QLocale locale;
    const QString topic = QString::fromStdString(m_message->topic);
    clearColours(m_place);
    const QString at = tr("%1 · partition %2 · offset %3")
                           .arg(topic, locale.toString(m_message->partition),
                                locale.toString(static_cast<qlonglong>(m_message->offset)));
    m_place->setText(m_message->timestampType == TimestampType::None
                         ? at
                         : QString(at + QStringLiteral(" · ")
                                   + QDateTime::fromMSecsSinceEpoch(m_message->timestamp)
                                         .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"))));
    m_tabs->setTabText(2,
                       m_message->headers.empty()
                           ? tr("Headers")
                           : tr("Headers %1").arg(m_message->headers.size()));
    // Only what is in sight is laid out.
    if (m_tabs->currentWidget() == m_value) {
        renderBody(m_value, m_message->value);
    } else if (m_tabs->currentWidget() == m_key) {
        renderBody(m_key, m_message->key);
    } else if (m_tabs->currentWidget() == m_raw) {
        const std::string_view body =
            m_message->value ? std::string_view(*m_message->value) : std::string_view();
        m_raw->setText(bytes(hexDump(body.substr(0, hexBytes))), CodeView::Language::Plain);
        if (body.size() > hexBytes) {
            m_problem->setText(
                tr("The first %1 of %2 are shown.")
                    .arg(sizeText(qint64{hexBytes}), sizeText(static_cast<qint64>(body.size()))));
            m_problem->show();
        }
    } else {
        m_headers->setRowCount(static_cast<int>(m_message->headers.size()));
        int row = 0;
        for (const Header& header : m_message->headers) {
            m_headers->setItem(row, 0, new QTableWidgetItem(QString::fromStdString(header.name)));
            auto* value = new QTableWidgetItem(
                !header.value ? QStringLiteral("∅")
                    : isUtf8(*header.value)
                    ? QString::fromStdString(*header.value)
                    : tr("0x%1").arg(QString::fromLatin1(bytes(*header.value).toHex(' '))));
            if (!header.value) {
                value->setForeground(themeColor(ThemeRole::Muted, palette()));
                value->setToolTip(tr("null"));
            }
            m_headers->setItem(row++, 1, value);
        }
    }
}

void MessageDetail::renderBody(CodeView* view, const std::optional<std::string>& body)
{
    using Language = CodeView::Language;
    view->markLine(0);
    if (!body) {
        view->setText(view == m_value ? tr("∅ tombstone: the value is null").toUtf8()
                                      : tr("∅ the key is null").toUtf8(),
                      Language::Plain);
        return;
    }
    const QLocale locale;
    const auto size = [&](std::size_t count) {
        return sizeText(static_cast<qint64>(count));
    };
    const auto say = [this](const QString& text, ThemeRole role) {
        setTextRole(m_problem, role);
        m_problem->setText(text);
        m_problem->show();
    };
    const auto sayThatLinesAreBroken = [&] {
        say(tr("Lines of more than %1 are broken to be shown; Copy gives them as they are.")
                .arg(size(CodeView::longestLine)),
            ThemeRole::Muted);
    };
    auto format = static_cast<Format>(m_format->currentIndex());
    if (format == Auto) {
        format = formatOf(*body);
        m_format->setItemText(Auto, tr("Auto: %1").arg(m_format->itemText(format)));
    }
    if (format == Hex) {
        view->setText(bytes(hexDump(std::string_view(*body).substr(0, hexBytes))), Language::Plain);
        if (body->size() > hexBytes) {
            say(tr("The first %1 of %2 are shown.").arg(size(hexBytes), size(body->size())),
                ThemeRole::Muted);
        }
        return;
    }
    if (format == Text || body->size() > prettyBytes) {
        view->setText(bytes(std::string_view(*body).substr(0, textBytes)), Language::Plain);
        if (body->size() > textBytes) {
            say(tr("The first %1 of %2 are shown. Save the message to have all of it.")
                    .arg(size(textBytes), size(body->size())),
                ThemeRole::Muted);
        } else if (format != Text) {
            say(tr("%1: shown as it is, without layout and colours.").arg(size(body->size())),
                ThemeRole::Muted);
        } else if (view->breaksLines()) {
            sayThatLinesAreBroken();
        }
        return;
    }
    const Pretty pretty = format == Json ? prettyJson(*body) : prettyXml(*body);
    view->setText(bytes(pretty.text), format == Json ? Language::Json : Language::Xml);
    if (pretty.error) {
        say(tr("Not valid %1, shown as it is. Line %2, column %3: %4.")
                .arg(format == Json ? tr("JSON") : tr("XML"),
                     locale.toString(static_cast<qulonglong>(pretty.error->line)),
                     locale.toString(static_cast<qulonglong>(pretty.error->column)),
                     QString::fromStdString(pretty.error->message)),
            ThemeRole::Bad);
        view->markLine(static_cast<int>(pretty.error->line));
    } else if (view->breaksLines()) {
        sayThatLinesAreBroken();
    }
}

void MessageDetail::copy() const
{
    if (const CodeView* view = currentView()) {
        view->copyAll();
        return;
    }
    QStringList lines;
    for (int row = 0; row < m_headers->rowCount(); ++row) {
        lines << m_headers->item(row, 0)->text() + QStringLiteral(": ")
                + m_headers->item(row, 1)->text();
    }
    QApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace ottla
