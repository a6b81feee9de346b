// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QTextBrowser;

namespace ottla {

/// The manual's first steps, beside the main window: it stays open while they are tried. GUI
/// thread.
class ManualWindow : public QDialog
{
    Q_OBJECT

public:
    explicit ManualWindow(QWidget* parent = nullptr);

private:
    /// A page of the manual: text that it formats, or a program, which it shows as it is.
    void open(const QString& page);

    QTextBrowser* m_text;
};

} // namespace ottla
