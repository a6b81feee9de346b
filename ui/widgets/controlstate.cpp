// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/controlstate.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QJsonArray>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>

namespace ottla {

namespace {

bool isPartOfAnother(const QWidget* control)
{
    return qobject_cast<const QAbstractSpinBox*>(control->parent()) != nullptr
        || qobject_cast<const QComboBox*>(control->parent()) != nullptr;
}

QJsonArray checkedActions(const QMenu* menu)
{
    QJsonArray checked;
    const QList<QAction*> actions = menu->actions();
    for (const QAction* action : actions) {
        if (action->isCheckable() && action->isChecked() && action->data().isValid()) {
            checked.append(QJsonValue::fromVariant(action->data()));
        }
    }
    return checked;
}

QJsonValue stateOf(const QWidget* control)
{
    if (const auto* spin = qobject_cast<const QSpinBox*>(control)) {
        return spin->value();
    }
    if (const auto* choice = qobject_cast<const QComboBox*>(control)) {
        return choice->isEditable() ? QJsonValue(choice->currentText())
                                    : QJsonValue(choice->currentIndex());
    }
    if (const auto* line = qobject_cast<const QLineEdit*>(control)) {
        return line->text();
    }
    if (const auto* button = qobject_cast<const QAbstractButton*>(control)) {
        return button->isCheckable() ? QJsonValue(button->isChecked()) : QJsonValue();
    }
    if (const auto* menu = qobject_cast<const QMenu*>(control)) {
        return checkedActions(menu);
    }
    return {};
}

void restore(QWidget* control, const QJsonValue& state)
{
    if (auto* spin = qobject_cast<QSpinBox*>(control)) {
        spin->setValue(state.toInt(spin->value()));
    } else if (auto* choice = qobject_cast<QComboBox*>(control)) {
        if (choice->isEditable()) {
            choice->setCurrentText(state.toString());
        } else if (state.toInt(-1) >= 0 && state.toInt() < choice->count()) {
            choice->setCurrentIndex(state.toInt());
        }
    } else if (auto* line = qobject_cast<QLineEdit*>(control)) {
        line->setText(state.toString());
    } else if (auto* button = qobject_cast<QAbstractButton*>(control)) {
        button->setChecked(state.toBool());
    } else if (auto* menu = qobject_cast<QMenu*>(control)) {
        const QJsonArray checked = state.toArray();
        const QList<QAction*> actions = menu->actions();
        for (QAction* action : actions) {
            if (action->isCheckable() && action->data().isValid()) {
                action->setChecked(checked.contains(QJsonValue::fromVariant(action->data())));
            }
        }
    }
}

} // namespace

QJsonObject controlState(const QWidget* widget)
{
    QJsonObject state;
    const QList<QWidget*> controls = widget->findChildren<QWidget*>();
    for (const QWidget* control : controls) {
        if (control->objectName().isEmpty() || isPartOfAnother(control)) {
            continue;
        }
        if (const QJsonValue value = stateOf(control); !value.isNull()) {
            state.insert(control->objectName(), value);
        }
    }
    return state;
}

void restoreControlState(QWidget* widget, const QJsonObject& state)
{
    for (auto each = state.begin(); each != state.end(); ++each) {
        if (auto* control = widget->findChild<QWidget*>(each.key())) {
            restore(control, each.value());
        }
    }
}

} // namespace ottla
