// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagedetail.h"

#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"
#include "model/formats/sizetext.h"
#include "ui/messages/decoderchoice.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/themed.h"

#include <QApplication>
#include <QClipboard>
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

#include <variant>

namespace ottla {

namespace {

// Beyond these only the first part of a body is shown, as it is, so that nothing freezes.
constexpr std::size_t largestDecoded = std::size_t{16} << 20U;
constexpr std::size_t hexBytes = std::size_t{1} << 20U;

QByteArray bytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString sizeOf(std::size_t count)
{
    return sizeText(static_cast<qint64>(count));
}

DecoderChoice* makeChoice(const QString& name, const QString& accessibleName, QWidget* parent)
{
    auto* choice = new DecoderChoice(parent);
    choice->setObjectName(name);
    choice->setAccessibleName(accessibleName);
    return choice;
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
    , m_decoders(std::make_shared<DecoderSet>())
    , m_place(new QLabel(this))
    , m_schema(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_tabs(new QTabWidget(this))
    , m_value(makeView(QStringLiteral("valueView"), tr("Value")))
    , m_key(makeView(QStringLiteral("keyView"), tr("Key")))
    , m_headers(new QTableWidget(0, 2))
    , m_raw(makeView(QStringLiteral("rawView"), tr("Raw bytes of the value")))
    , m_decoderLabel(new QLabel(this))
    , m_valueDecoder(makeChoice(QStringLiteral("valueDecoder"), tr("Value as"), this))
    , m_keyDecoder(makeChoice(QStringLiteral("keyDecoder"), tr("Key as"), this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_resend(new QPushButton(tr("Edit && resend…"), this))
{
    m_place->setObjectName(QStringLiteral("messagePlace"));
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_schema->setObjectName(QStringLiteral("schemaLine"));
    m_schema->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_schema->setToolTip(tr("The schema that this was read by"));
    setTextRole(m_schema, ThemeRole::Muted);
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
    bar->addWidget(m_schema);
    bar->addWidget(m_decoderLabel);
    bar->addWidget(m_valueDecoder);
    bar->addWidget(m_keyDecoder);
    bar->addWidget(m_copy);
    bar->addWidget(m_resend);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(m_problem);

    for (const DecoderChoice* choice : {m_valueDecoder, m_keyDecoder}) {
        connect(choice, &DecoderChoice::chosen, this, &MessageDetail::render);
        connect(choice, &DecoderChoice::chosen, this, &MessageDetail::decodersChanged);
    }
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

void MessageDetail::setDecoderSet(const std::shared_ptr<DecoderSet>& decoders)
{
    m_decoders = decoders;
    m_valueDecoder->setDecoderSet(decoders);
    m_keyDecoder->setDecoderSet(decoders);
    connect(decoders.get(), &DecoderSet::changed, this, &MessageDetail::render);
    render();
}

QString MessageDetail::valueDecoder() const
{
    return m_valueDecoder->decoder();
}

QString MessageDetail::keyDecoder() const
{
    return m_keyDecoder->decoder();
}

void MessageDetail::setDecoders(const QString& value, const QString& key)
{
    m_valueDecoder->setDecoder(value);
    m_keyDecoder->setDecoder(key);
    render();
    Q_EMIT decodersChanged();
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
    m_schema->hide();
    m_copy->setEnabled(any);
    m_resend->setEnabled(any);
    const bool ofValue = m_tabs->currentWidget() == m_value;
    const bool ofKey = m_tabs->currentWidget() == m_key;
    m_decoderLabel->setText(ofValue ? tr("Value as") : tr("Key as"));
    m_decoderLabel->setVisible(ofValue || ofKey);
    m_valueDecoder->setVisible(ofValue);
    m_keyDecoder->setVisible(ofKey);
    for (DecoderChoice* choice : {m_valueDecoder, m_keyDecoder}) {
        choice->setEnabled(any);
        choice->nameDetected({});
    }
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
    if (ofValue) {
        renderBody(m_value, m_message->value, m_valueDecoder);
    } else if (ofKey) {
        renderBody(m_key, m_message->key, m_keyDecoder);
    } else if (m_tabs->currentWidget() == m_raw) {
        renderRaw();
    } else {
        renderHeaders();
    }
}

void MessageDetail::renderRaw()
{
    const std::string_view body =
        m_message->value ? std::string_view(*m_message->value) : std::string_view();
    m_raw->setText(bytes(hexDump(body.substr(0, hexBytes))), CodeView::Language::Plain);
    if (body.size() > hexBytes) {
        say(tr("The first %1 of %2 are shown.").arg(sizeOf(hexBytes), sizeOf(body.size())),
            ThemeRole::Muted);
    }
}

void MessageDetail::renderHeaders()
{
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

void MessageDetail::say(const QString& text, ThemeRole role)
{
    setTextRole(m_problem, role);
    m_problem->setText(text);
    m_problem->show();
}

void MessageDetail::renderBody(CodeView* view, const std::optional<std::string>& body,
                               DecoderChoice* choice)
{
    using Language = CodeView::Language;
    view->markLine(0);
    if (!body) {
        view->setText(view == m_value ? tr("∅ tombstone: the value is null").toUtf8()
                                      : tr("∅ the key is null").toUtf8(),
                      Language::Plain);
        return;
    }
    const auto decoder = choice->decoderFor(*body);
    if (body->size() > largestDecoded && decoder->id != "hex") {
        view->setText(bytes(std::string_view(*body).substr(0, largestDecoded)), Language::Plain);
        say(tr("The first %1 of %2 are shown as they are. Save the message to have all of it.")
                .arg(sizeOf(largestDecoded), sizeOf(body->size())),
            ThemeRole::Muted);
        return;
    }
    const auto decoded =
        view == m_value ? decoder->decodeValue(*body, m_message->key) : decoder->decode(*body);
    if (decoded) {
        if (!decoded->inside.empty()) {
            choice->nameDetected(tr("%1, %2").arg(text(decoder->name), text(decoded->inside)));
        }
        if (decoded->schema) {
            m_schema->setText(text(decoded->schema->describe()));
            m_schema->setVisible(!m_schema->text().isEmpty());
        }
        showDecoded(view, *decoded);
        return;
    }
    view->setText(bytes(hexDump(std::string_view(*body).substr(0, hexBytes))), Language::Plain);
    if (decoded.error().code == Errc::Busy) {
        say(tr("Raw bytes for now: %1…").arg(QString::fromStdString(decoded.error().message)),
            ThemeRole::Muted);
        return;
    }
    say(tr("Not %1, shown as raw bytes: %2.")
            .arg(text(decoder->name), QString::fromStdString(decoded.error().describe())),
        ThemeRole::Bad);
}

void MessageDetail::showDecoded(CodeView* view, const Decoded& decoded)
{
    using Language = CodeView::Language;
    if (const auto* tree = std::get_if<DecodedValue>(&decoded.content)) {
        view->setText(bytes(toText(*tree)), Language::Json);
    } else {
        const auto& shown = std::get<DecodedText>(decoded.content);
        const bool json = shown.language == DecodedText::Language::Json;
        view->setText(bytes(shown.text),
                      json                                               ? Language::Json
                          : shown.language == DecodedText::Language::Xml ? Language::Xml
                                                                         : Language::Plain);
        if (shown.error) {
            const QLocale locale;
            say(tr("Not valid %1, shown as it is. Line %2, column %3: %4.")
                    .arg(json ? tr("JSON") : tr("XML"),
                         locale.toString(static_cast<qulonglong>(shown.error->line)),
                         locale.toString(static_cast<qulonglong>(shown.error->column)),
                         QString::fromStdString(shown.error->message)),
                ThemeRole::Bad);
            view->markLine(static_cast<int>(shown.error->line));
            return;
        }
    }
    if (view->breaksLines()) {
        say(tr("Lines of more than %1 are broken to be shown; Copy gives them as they are.")
                .arg(sizeOf(CodeView::longestLine)),
            ThemeRole::Muted);
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
