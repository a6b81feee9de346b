// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/fieldcolumndialog.h"

#include "ui/shell/theme.h"
#include "ui/widgets/themed.h"

#include <QApplication>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ottla {

FieldColumnDialog::FieldColumnDialog(std::function<Result<void>(const QString& path)> add,
                                     QWidget* parent)
    : QDialog(parent)
{
    constexpr int margin = 16;
    constexpr int space = 8;
    constexpr int width = 360;
    setObjectName(QStringLiteral("fieldColumnDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Add a field as a column"));
    setFont(QApplication::font());
    auto* label = new QLabel(tr("&Path of the field in the decoded value"), this);
    auto* path = new QLineEdit(QStringLiteral("$."), this);
    path->setObjectName(QStringLiteral("fieldPath"));
    path->setPlaceholderText(QStringLiteral("$.order.id"));
    path->setMinimumWidth(width);
    label->setBuddy(path);
    auto* problem =
        new QLabel(tr("As in filters: $.order.id, $.lines[0].sku, $[\"a name\"]"), this);
    problem->setObjectName(QStringLiteral("fieldProblem"));
    problem->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton* ok = buttons->addButton(tr("Add column"), QDialogButtonBox::AcceptRole);
    ok->setObjectName(QStringLiteral("addFieldColumn"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(space);
    layout->addWidget(label);
    layout->addWidget(path);
    layout->addWidget(problem);
    layout->addSpacing(space);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this,
            [this, path, problem, add = std::move(add)] {
                if (const auto added = add(path->text()); !added) {
                    setTextRole(problem, ThemeRole::Bad);
                    problem->setText(QString::fromStdString(added.error().describe()));
                } else {
                    accept();
                }
            });
}

} // namespace ottla
