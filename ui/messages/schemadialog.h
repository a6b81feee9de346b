// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/schemas/schemafile.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ottla {

/// Asks for a schema file, and for the message in it where there are several. A file is read while
/// it is named, and what is wrong with it said in place. GUI thread.
class SchemaDialog : public QDialog
{
    Q_OBJECT

public:
    explicit SchemaDialog(SchemaFile::Format format, QWidget* parent = nullptr);

    /// What was chosen, once accepted.
    [[nodiscard]] SchemaFile file() const;

private:
    void browse();
    void read();
    void show(const Result<QStringList>& schemas);

    const SchemaFile::Format m_format;
    QLineEdit* m_path;
    QComboBox* m_message;
    QLabel* m_result;
    QPushButton* m_use;
};

} // namespace ottla
