// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connections/connectionstore.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace ottla {

/// Adds or edits a connection, and tries it without leaving the dialog.
class ConnectionDialog : public QDialog
{
    Q_OBJECT

public:
    ConnectionDialog(ConnectionStore& store, const Connection& connection,
                     QWidget* parent = nullptr);

    [[nodiscard]] Connection connection() const;

private:
    void addProperty(const QString& name, const QString& value);
    void chooseColour();
    void test();
    void testSchemaRegistry(const QString& clusterSaid);
    [[nodiscard]] QLayout* schemaRegistryRow();
    void tested(const QString& text, bool good);
    void showResult(const QString& text);
    [[nodiscard]] QString nameForErrors() const;
    void grow();
    void validate();

    ConnectionStore& m_store;
    const Connection m_original;
    QColor m_colour;
    QLineEdit* m_name;
    QLineEdit* m_servers;
    QLineEdit* m_schemaRegistry;
    QLineEdit* m_schemaUser;
    QLineEdit* m_schemaSecret;
    QLineEdit* m_registry;
    QTableWidget* m_properties;
    QPushButton* m_colourButton;
    QCheckBox* m_readOnly;
    QCheckBox* m_production;
    QPushButton* m_test;
    QPushButton* m_save;
    QLabel* m_result;
};

} // namespace ottla
