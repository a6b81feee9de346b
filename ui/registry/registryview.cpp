// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/registry/registryview.h"

#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"
#include "model/formats/sizetext.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/statepanel.h"
#include "ui/widgets/themed.h"

#include <QDateTime>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTreeView>
#include <QVBoxLayout>

namespace ottla {

namespace {

constexpr int refreshMs = 3000;
constexpr int treeWidth = 320;

QString hexadecimal(qint64 number)
{
    return QStringLiteral("0x%1").arg(static_cast<quint64>(number), 0, 16);
}

QString timeText(qint64 ms)
{
    // The root has no times.
    return ms == 0 ? QStringLiteral("—")
                   : QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms), QLocale::LongFormat);
}

QStringList statTexts(const ZnodeStat& stat)
{
    const QLocale locale;
    return {timeText(stat.ctimeMs),
            timeText(stat.mtimeMs),
            locale.toString(stat.version),
            hexadecimal(stat.czxid),
            hexadecimal(stat.mzxid),
            hexadecimal(stat.pzxid),
            locale.toString(stat.cversion),
            locale.toString(stat.aversion),
            stat.ephemeralOwner == 0 ? QStringLiteral("—") : hexadecimal(stat.ephemeralOwner),
            sizeText(stat.dataLength),
            locale.toString(stat.numChildren)};
}

void showData(CodeView& view, const QByteArray& data)
{
    const std::string_view bytes(data.constData(), static_cast<std::size_t>(data.size()));
    switch (detectFormat(bytes)) {
    case BodyFormat::Json:
        view.setText(QByteArray::fromStdString(prettyJson(bytes).text), CodeView::Language::Json);
        break;
    case BodyFormat::Xml:
        view.setText(QByteArray::fromStdString(prettyXml(bytes).text), CodeView::Language::Xml);
        break;
    case BodyFormat::Text:
        view.setText(data, CodeView::Language::Plain);
        break;
    case BodyFormat::Hex:
        view.setText(QByteArray::fromStdString(hexDump(bytes)), CodeView::Language::Plain);
        break;
    }
}

} // namespace

RegistryView::RegistryView(const QString& hosts, QWidget* parent)
    : QWidget(parent)
    , m_model(hosts)
    , m_tree(new QTreeView(this))
    , m_path(new ElidedLabel(this))
    , m_data(new CodeView(this))
    , m_stale(new QLabel(this))
    , m_content(new QWidget(this))
    , m_failure(new StatePanel(this))
    , m_stack(new QStackedLayout(this))
{
    m_tree->setObjectName(QStringLiteral("znodeTree"));
    m_tree->setAccessibleName(tr("Znodes"));
    m_tree->setModel(&m_model);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_path->setObjectName(QStringLiteral("znodePath"));
    m_path->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_path->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_data->setObjectName(QStringLiteral("znodeData"));
    m_data->setReadOnly(true);
    m_stale->setObjectName(QStringLiteral("registryStale"));
    m_stale->setWordWrap(true);
    setTextRole(m_stale, ThemeRole::Caution);
    m_stale->hide();

    auto* form = new QFormLayout;
    form->setContentsMargins(12, 8, 12, 8);
    form->setHorizontalSpacing(16);
    addField(form, tr("Made"), tr("ctime"));
    addField(form, tr("Changed"), tr("mtime: when its data were set last"));
    addField(form, tr("Version"), tr("How often its data were set"));
    addField(form, tr("czxid"), tr("The transaction that made it"));
    addField(form, tr("mzxid"), tr("The transaction that set its data last"));
    addField(form, tr("pzxid"), tr("The transaction that changed its children last"));
    addField(form, tr("cversion"), tr("How often its children changed"));
    addField(form, tr("aversion"), tr("How often its access control list changed"));
    addField(form, tr("Ephemeral owner"), tr("The session that it goes with"));
    addField(form, tr("Size"), tr("Of its data"));
    addField(form, tr("Children"), {});

    auto* right = new QWidget(this);
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_path->setContentsMargins(12, 8, 12, 8);
    m_stale->setContentsMargins(12, 8, 12, 8);
    column->addWidget(m_stale);
    column->addWidget(m_path);
    column->addWidget(m_data, 1);
    column->addLayout(form);
    auto* splitter = new QSplitter(m_content);
    splitter->addWidget(m_tree);
    splitter->addWidget(right);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({treeWidth, 3 * treeWidth});
    splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_failure);
    connect(m_failure->addAction(tr("Try again")), &QPushButton::clicked, &m_model,
            &ZnodeTreeModel::refresh);

    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                m_model.read(current);
                showCurrent();
            });
    connect(&m_model, &ZnodeTreeModel::changed, this, [this](const QModelIndex& index) {
        m_stale->hide();
        m_relayout.start(); // a tree asks once whether a row has children, before that is known
        if (index == m_model.rootIndex() && !m_tree->isExpanded(index)) {
            m_tree->expand(index);
        }
        if (!m_tree->currentIndex().isValid()) {
            m_tree->setCurrentIndex(m_model.rootIndex());
        }
        if (index == m_tree->currentIndex()) {
            showCurrent();
        }
    });
    connect(&m_model, &ZnodeTreeModel::connected, this,
            [this] { m_stack->setCurrentWidget(m_content); });
    connect(&m_model, &ZnodeTreeModel::failed, this, &RegistryView::showFailure);
    connect(&m_timer, &QTimer::timeout, &m_model, &ZnodeTreeModel::refresh);
    m_timer.setInterval(refreshMs);
    m_relayout.setSingleShot(true);
    m_relayout.setInterval(0);
    connect(&m_relayout, &QTimer::timeout, m_tree, &QTreeView::doItemsLayout);
}

void RegistryView::addField(QFormLayout* form, const QString& name, const QString& toolTip)
{
    auto* label = new QLabel(name, this);
    auto* value = new ElidedLabel(this);
    setTextRole(label, ThemeRole::Muted);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    value->setAccessibleName(name);
    label->setToolTip(toolTip);
    value->setToolTip(toolTip);
    form->addRow(label, value);
    m_stat.append(value);
}

void RegistryView::showCurrent()
{
    const QModelIndex index = m_tree->currentIndex();
    const QString path = index.data(ZnodeTreeModel::PathRole).toString();
    m_path->setText(path);
    const auto info = m_model.info(index);
    const QByteArray body = info ? info->data : QByteArray();
    if (path != m_shownPath || body != m_shown) {
        m_shownPath = path;
        m_shown = body;
        showData(*m_data, body);
    }
    const QStringList texts = info ? statTexts(info->stat) : QStringList();
    for (qsizetype i = 0; i < m_stat.size(); ++i) {
        m_stat[i]->setText(texts.value(i));
    }
}

void RegistryView::showFailure(const Error& error)
{
    if (!m_model.info(m_model.rootIndex())) {
        m_failure->showFailure(tr("The registry cannot be reached"), error);
        m_stack->setCurrentWidget(m_failure);
        return;
    }
    m_stale->setText(tr("The registry does not answer; this is what was last known of it. %1")
                         .arg(QString::fromStdString(error.describe())));
    m_stale->show();
}

void RegistryView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_model.refresh();
    m_timer.start();
}

void RegistryView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}

} // namespace ottla
