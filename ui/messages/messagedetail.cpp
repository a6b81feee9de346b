// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagedetail.h"

#include "model/async/background.h"
#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"
#include "model/formats/sizetext.h"
#include "model/messages/prettymessages.h"
#include "ui/messages/bodylayout.h"
#include "ui/messages/decoderchoice.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/scintilla.h"
#include "ui/widgets/themed.h"
#include "ui/widgets/wraplayout.h"

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
#include <QToolButton>
#include <QVBoxLayout>

#include <variant>

namespace ottla {

namespace {

constexpr std::size_t quickBytes = std::size_t{64} << 10U; // laid out at once, on this thread
constexpr int patience = 300; // ms before waiting is mentioned

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
    , m_place(new ElidedLabel(this))
    , m_schema(new ElidedLabel(this))
    , m_problem(new QLabel(this))
    , m_tabs(new QTabWidget(this))
    , m_value(makeView(QStringLiteral("valueView"), tr("Value")))
    , m_key(makeView(QStringLiteral("keyView"), tr("Key")))
    , m_headers(new QTableWidget(0, 3))
    , m_raw(makeView(QStringLiteral("rawView"), tr("Raw bytes of the value")))
    , m_readAs(new QWidget(this))
    , m_decoderLabel(new QLabel(m_readAs))
    , m_valueDecoder(makeChoice(QStringLiteral("valueDecoder"), tr("Value as"), m_readAs))
    , m_keyDecoder(makeChoice(QStringLiteral("keyDecoder"), tr("Key as"), m_readAs))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_resend(new QPushButton(tr("Edit && resend…"), this))
    , m_more(new QToolButton(this))
    , m_pathRow(makePathRow())
    , m_busy(makeBusyRow())
    , m_pager(makePager())
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
    m_problem->setMinimumWidth(1); // a long name must not keep the window wide
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
    m_headers->setHorizontalHeaderLabels({tr("Name"), tr("Value"), tr("Read as")});
    m_headers->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_headers->horizontalHeader()->setFont(font());
    m_headers->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_headers->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_headers->horizontalHeader()->setHighlightSections(false);
    m_headers->horizontalHeader()->resizeSection(0, 220);
    m_headers->horizontalHeader()->resizeSection(2, 120);
    m_headers->verticalHeader()->hide();
    m_headers->verticalHeader()->setDefaultSectionSize(22);
    m_headers->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_headers->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_headers->setAlternatingRowColors(true);
    m_headers->setShowGrid(false);
    m_headers->setWordWrap(false);
    m_headers->setFrameShape(QFrame::NoFrame);

    auto* readAs = new QHBoxLayout(m_readAs);
    readAs->setContentsMargins(0, 0, 0, 0);
    readAs->setSpacing(8);
    for (QWidget* part :
         std::initializer_list<QWidget*>{m_decoderLabel, m_valueDecoder, m_keyDecoder}) {
        readAs->addWidget(part);
    }
    auto* bar = new WrapLayout;
    bar->setContentsMargins(12, 4, 12, 4);
    bar->setSpacing(8);
    bar->addWidget(m_place);
    bar->addStretch();
    bar->addWidget(m_schema);
    bar->addWidget(m_readAs);
    bar->addWidget(m_copy);
    bar->addWidget(m_resend);
    bar->addWidget(m_more);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(m_busy);
    layout->addWidget(m_pager);
    layout->addWidget(m_pathRow);
    layout->addWidget(m_problem);
    m_more->setObjectName(QStringLiteral("detailMore"));
    m_more->setText(QStringLiteral("⋯"));
    m_more->setAccessibleName(tr("More"));
    m_more->setToolTip(tr("Copy, save, fold, compare"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(makeMenu());
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (CodeView* view = currentView()) {
            view->setText({}, CodeView::Language::Plain);
        }
        m_busy->show();
    });
    for (CodeView* view : {m_value, m_key}) {
        connect(view, &CodeView::cursorMoved, this, [this, view](qsizetype offset) {
            m_placeAt = offset;
            placeChanged(view);
        });
    }

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
    m_message = message;
    m_topic = topic;
    m_rawFrom = 0;
    render();
}

void MessageDetail::hideResending()
{
    m_resend->hide();
}

void MessageDetail::refuseResending(const QString& why)
{
    m_resendable = false;
    m_resend->setEnabled(false);
    m_resend->setToolTip(why);
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
    connect(decoders.get(), &DecoderSet::retryDue, this, &MessageDetail::askAgain);
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

FilterBodies MessageDetail::bodies() const
{
    return {.key = m_keyDecoder->chosenDecoder(),
            .value = m_valueDecoder->chosenDecoder(),
            .detect = [decoders = m_decoders](std::string_view body) -> const Decoder& {
                return decoders->detect(body);
            }};
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

std::function<Message()> MessageDetail::source() const
{
    return [message = m_message.value_or(StoredMessage()), topic = m_topic] {
        return message.toMessage(topic);
    };
}

void MessageDetail::render()
{
    const bool any = m_message.has_value();
    cancelLayout();
    m_rejected = false;
    m_problem->hide();
    m_schema->hide();
    m_pathRow->hide();
    m_pager->hide();
    m_copy->setEnabled(any);
    m_resend->setEnabled(any && m_resendable);
    m_more->setEnabled(any);
    const bool ofValue = m_tabs->currentWidget() == m_value;
    const bool ofKey = m_tabs->currentWidget() == m_key;
    m_decoderLabel->setText(ofValue ? tr("Value as") : tr("Key as"));
    m_readAs->setVisible(ofValue || ofKey);
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
    const QString topic = QString::fromStdString(m_topic);
    clearColours(m_place);
    const QString at = tr("%1 · partition %2 · offset %3")
                           .arg(topic, locale.toString(m_message->partition()),
                                locale.toString(static_cast<qlonglong>(m_message->offset())));
    m_place->setText(m_message->timestampType() == TimestampType::None
                         ? at
                         : QString(at + QStringLiteral(" · ")
                                   + QDateTime::fromMSecsSinceEpoch(m_message->timestamp())
                                         .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"))));
    m_tabs->setTabText(2,
                       m_message->headerCount() == 0
                           ? tr("Headers")
                           : tr("Headers %1").arg(m_message->headerCount()));
    // Only what is in sight is laid out.
    if (ofValue) {
        renderBody(m_value, m_message->value(), m_valueDecoder);
    } else if (ofKey) {
        renderBody(m_key, m_message->key(), m_keyDecoder);
    } else if (m_tabs->currentWidget() == m_raw) {
        renderRaw();
    } else {
        renderHeaders();
    }
}

void MessageDetail::renderRaw()
{
    const std::string_view body = m_message->value().value_or(std::string_view());
    const std::string_view page = body.substr(m_rawFrom, rawPage);
    m_raw->setText(bytes(hexDump(page, m_rawFrom)), CodeView::Language::Plain);
    m_pager->setVisible(body.size() > rawPage);
    const QLocale locale;
    const auto number = [&locale](std::size_t value) {
        return locale.toString(static_cast<qulonglong>(value));
    };
    m_pagerText->setText(
        tr("Bytes %1 to %2 of %3")
            .arg(number(m_rawFrom), number(m_rawFrom + page.size() - 1), number(body.size())));
}

void MessageDetail::renderHeaders()
{
    constexpr std::size_t longest = 4096; // a cell shows no more
    const std::vector<Header> headers = m_message->headers();
    m_headers->setRowCount(static_cast<int>(headers.size()));
    int row = 0;
    for (const Header& header : headers) {
        m_headers->setItem(row, 0, new QTableWidgetItem(text(header.name)));
        auto* value = new QTableWidgetItem;
        auto* as = new QTableWidgetItem;
        if (header.value) {
            const std::string_view body = std::string_view(*header.value).substr(0, longest);
            value->setText(text(isUtf8(body) ? std::string(body) : prettyBody(body)));
            as->setText(text(detectDecoder(body).name));
        } else {
            value->setText(QStringLiteral("∅"));
            value->setForeground(themeColor(ThemeRole::Muted, palette()));
            value->setToolTip(tr("null"));
        }
        as->setForeground(themeColor(ThemeRole::Muted, palette()));
        m_headers->setItem(row, 1, value);
        m_headers->setItem(row++, 2, as);
    }
}

void MessageDetail::say(const QString& text, ThemeRole role)
{
    setTextRole(m_problem, role);
    m_problem->setText(text);
    m_problem->show();
}

void MessageDetail::renderBody(CodeView* view, const std::optional<std::string_view>& body,
                               DecoderChoice* choice)
{
    view->markLine(0);
    if (!body) {
        view->setText(view == m_value ? tr("∅ tombstone: the value is null").toUtf8()
                                      : tr("∅ the key is null").toUtf8(),
                      CodeView::Language::Plain);
        return;
    }
    const auto layOut = layingOut(view == m_value);
    if (body->size() <= quickBytes) {
        present(view, layOut(), choice);
        return;
    }
    m_busyText->setText(tr("Laying out %1…").arg(sizeOf(body->size())));
    m_patience.start();
    runInBackground(
        this, [layOut] { return std::make_shared<const BodyLayout>(layOut()); },
        [this, view, choice, serial = m_serial](const std::shared_ptr<const BodyLayout>& laid) {
            if (serial == m_serial) {
                cancelLayout();
                present(view, *laid, choice);
            }
        });
}

std::function<BodyLayout()> MessageDetail::layingOut(bool ofValue) const
{
    // The message keeps its bytes where they are.
    return [message = *m_message, ofValue, readBy = bodies()] {
        const std::string_view body = ofValue ? *message.value() : *message.key();
        return BodyLayout::of(body, ofValue ? message.key() : std::nullopt,
                              ofValue ? readBy.ofValue(body) : readBy.ofKey(body));
    };
}

// Where there is another answer by now, DecoderSet::changed() tells.
void MessageDetail::askAgain()
{
    if (m_rejected && isVisible()) {
        runInBackground(
            this, [layOut = layingOut(currentView() == m_value)] { return layOut().why; },
            [](const auto&) {});
    }
}

void MessageDetail::cancelLayout()
{
    ++m_serial;
    m_patience.stop();
    m_busy->hide();
}

void MessageDetail::present(CodeView* view, const BodyLayout& laid, DecoderChoice* choice)
{
    m_rejected = laid.why.has_value();
    if (laid.code.shown.isEmpty() && !laid.why) {
        view->setText(view == m_value
                          ? tr("∅ empty: the value has no bytes, and is not null").toUtf8()
                          : tr("∅ empty: the key has no bytes, and is not null").toUtf8(),
                      CodeView::Language::Plain);
    } else {
        view->setText(laid.code);
    }
    choice->nameDetected(laid.inside.isEmpty() ? laid.decoder
                                               : tr("%1, %2").arg(laid.decoder, laid.inside));
    m_schema->setText(laid.schema);
    m_schema->setVisible(!laid.schema.isEmpty());
    if (laid.why && laid.why->code == Errc::Busy) {
        say(tr("Raw bytes for now: %1…").arg(QString::fromStdString(laid.why->message)),
            ThemeRole::Muted);
    } else if (laid.why) {
        say(tr("Not %1, shown as raw bytes: %2.")
                .arg(laid.decoder, QString::fromStdString(laid.why->describe())),
            ThemeRole::Bad);
    } else if (laid.error) {
        const QLocale locale;
        say(tr("Not valid %1, shown as it is. Line %2, column %3: %4.")
                .arg(laid.code.language == CodeView::Language::Xml ? tr("XML") : tr("JSON"),
                     locale.toString(static_cast<qulonglong>(laid.error->line)),
                     locale.toString(static_cast<qulonglong>(laid.error->column)),
                     QString::fromStdString(laid.error->message)),
            ThemeRole::Bad);
        view->markLine(static_cast<int>(laid.error->line));
    } else if (view->breaksLines()) {
        say(tr("Lines of more than %1 are broken to be shown; Copy gives them as they are.")
                .arg(sizeOf(CodeText::longestLine)),
            ThemeRole::Muted);
    }
}

} // namespace ottla
