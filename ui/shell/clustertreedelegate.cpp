// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/clustertreedelegate.h"

#include "model/cluster/clustertreemodel.h"
#include "ui/shell/icons.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

namespace ottla {

using Kind = ClusterTreeModel::Kind;
using State = ClusterService::State;

namespace {

constexpr int iconSize = 16;
constexpr int rowHeight = 24;
constexpr int margin = 8;
constexpr int stripeWidth = 3;

State stateOf(const QModelIndex& index)
{
    return static_cast<State>(index.data(ClusterTreeModel::StateRole).toInt());
}

Health healthOf(const QModelIndex& index)
{
    return static_cast<Health>(index.data(healthRole).toInt());
}

QIcon stateIcon(State state, Health health, const QPalette& palette)
{
    const ThemeRole role = health == Health::Bad ? ThemeRole::Bad
        : health == Health::Caution              ? ThemeRole::Caution
                                                 : ThemeRole::Good;
    switch (state) {
    case State::Connected:
        return themeIcon(QStringLiteral("running"), themeColor(role, palette));
    case State::Connecting:
        return themeIcon(QStringLiteral("starting"), themeColor(ThemeRole::Caution, palette));
    case State::Failed:
        return themeIcon(QStringLiteral("failed"), themeColor(ThemeRole::Bad, palette));
    case State::Disconnected:
        break;
    }
    return themeIcon(QStringLiteral("stopped"), themeColor(ThemeRole::Muted, palette));
}

QString stateText(State state)
{
    switch (state) {
    case State::Connected:
        return ClusterTreeDelegate::tr("connected");
    case State::Connecting:
        return ClusterTreeDelegate::tr("connecting");
    case State::Failed:
        return ClusterTreeDelegate::tr("cannot be reached");
    case State::Disconnected:
        break;
    }
    return ClusterTreeDelegate::tr("not connected");
}

QString iconName(Kind kind)
{
    switch (kind) {
    case Kind::Brokers:
    case Kind::Broker:
        return QStringLiteral("broker");
    case Kind::Partition:
        return QStringLiteral("partition");
    case Kind::Consumers:
    case Kind::Group:
        return QStringLiteral("group");
    case Kind::Registry:
        return QStringLiteral("registry");
    default:
        return QStringLiteral("topic");
    }
}

QIcon brokerIcon(const LocalBroker& broker, const QPalette& palette)
{
    const ThemeRole role = broker.state == LocalBroker::State::Running ? ThemeRole::Good
        : broker.state == LocalBroker::State::Paused                   ? ThemeRole::Caution
                                                                       : ThemeRole::Bad;
    return themeIcon(QStringLiteral("broker"), themeColor(role, palette));
}

/// What stands at the right of a broker's name.
QString brokerText(const LocalBroker& broker)
{
    const QString port = broker.address.section(u':', -1);
    switch (broker.state) {
    case LocalBroker::State::Running:
        return ClusterTreeDelegate::tr("pid %1 · %2").arg(QString::number(broker.pid), port);
    case LocalBroker::State::Paused:
        return ClusterTreeDelegate::tr("paused · %1").arg(port);
    case LocalBroker::State::Ended:
        break;
    }
    return ClusterTreeDelegate::tr("ended · %1").arg(port);
}

QString brokerToolTip(const LocalBroker& broker)
{
    const QString pid = QString::number(broker.pid);
    switch (broker.state) {
    case LocalBroker::State::Running:
        return ClusterTreeDelegate::tr("Broker %1 runs as process %2 at %3")
            .arg(broker.id)
            .arg(pid, broker.address);
    case LocalBroker::State::Paused:
        return ClusterTreeDelegate::tr("Broker %1 (process %2 at %3) is paused: it is there, but "
                                       "answers nobody")
            .arg(broker.id)
            .arg(pid, broker.address);
    case LocalBroker::State::Ended:
        break;
    }
    return ClusterTreeDelegate::tr("Broker %1 at %2 has ended with status %3")
        .arg(broker.id)
        .arg(broker.address)
        .arg(broker.status);
}

} // namespace

void ClusterTreeDelegate::initStyleOption(QStyleOptionViewItem* option,
                                          const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto kind = index.data(ClusterTreeModel::KindRole).value<Kind>();
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->decorationSize = QSize(iconSize, iconSize);
    // The name makes room for what stands at the right.
    const bool marked =
        kind == Kind::Connection && index.data(ClusterTreeModel::ReadOnlyRole).toBool();
    const int taken = 2 * iconSize + (marked ? iconSize + margin : 0);
    option->text =
        option->fontMetrics.elidedText(option->text, Qt::ElideRight, option->rect.width() - taken);
    option->icon = kind == Kind::Connection
        ? stateIcon(stateOf(index), healthOf(index), option->palette)
        : themeIcon(iconName(kind), themeColor(ThemeRole::Muted, option->palette));
    if (const QVariant local = index.data(ClusterTreeModel::LocalBrokerRole); local.isValid()) {
        option->icon = brokerIcon(local.value<LocalBroker>(), option->palette);
    }
}

void ClusterTreeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const auto kind = index.data(ClusterTreeModel::KindRole).value<Kind>();
    const QColor muted = themeColor(ThemeRole::Muted, option.palette);
    painter->save();
    QRect right = option.rect.adjusted(0, 0, -margin, 0);
    if (const QVariant count = index.data(ClusterTreeModel::CountRole); count.isValid()) {
        painter->setPen(option.state.testFlag(QStyle::State_Selected)
                            ? option.palette.color(QPalette::HighlightedText)
                            : muted);
        painter->drawText(right, Qt::AlignRight | Qt::AlignVCenter,
                          QLocale().toString(count.toInt()));
    }
    if (const QVariant local = index.data(ClusterTreeModel::LocalBrokerRole); local.isValid()) {
        painter->setPen(option.state.testFlag(QStyle::State_Selected)
                            ? option.palette.color(QPalette::HighlightedText)
                            : muted);
        painter->drawText(right, Qt::AlignRight | Qt::AlignVCenter,
                          brokerText(local.value<LocalBroker>()));
    }
    if (kind == Kind::Connection) {
        if (index.data(ClusterTreeModel::ReadOnlyRole).toBool()) {
            themeIcon(QStringLiteral("lock"), muted)
                .paint(painter, right.adjusted(right.width() - iconSize, 0, 0, 0));
        }
        const QVariant colour = index.data(ClusterTreeModel::ColourRole);
        if (colour.isValid()) {
            painter->fillRect(
                QRect(0, option.rect.top() + 2, stripeWidth, option.rect.height() - 4),
                colour.value<QColor>());
        }
    }
    painter->restore();
}

QSize ClusterTreeDelegate::sizeHint(const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width(), std::max(size.height(), rowHeight)};
}

bool ClusterTreeDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view,
                                    const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const QVariant local = index.data(ClusterTreeModel::LocalBrokerRole);
    if (event->type() == QEvent::ToolTip && local.isValid()) {
        QToolTip::showText(event->globalPos(), brokerToolTip(local.value<LocalBroker>()));
        return true;
    }
    if (event->type() != QEvent::ToolTip || !index.isValid()
        || index.data(ClusterTreeModel::KindRole).value<Kind>() != Kind::Connection) {
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    }
    QString text =
        tr("%1: %2").arg(index.data(Qt::DisplayRole).toString(), stateText(stateOf(index)));
    if (stateOf(index) == State::Connected && healthOf(index) != Health::Good) {
        text += QStringLiteral("\n")
            + (healthOf(index) == Health::Bad ? tr("Partitions have no leader")
                                              : tr("Partitions are under-replicated"));
    }
    if (index.data(ClusterTreeModel::ReadOnlyRole).toBool()) {
        text += QStringLiteral("\n") + tr("Read-only: nothing in it can be changed from here");
    }
    QToolTip::showText(event->globalPos(), text);
    return true;
}

} // namespace ottla
