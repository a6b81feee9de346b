// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messageproducer.h"
#include "model/cluster/workspace.h"
#include "model/groups/groupoffsetsmodel.h"
#include "ui/shell/mainwindow.h"

#include <QApplication>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace ottla::test {

/// The visible widget of a name, wherever it is; null while there is none.
template <typename Widget = QWidget>
Widget* visible(const char* name)
{
    Widget* found = nullptr;
    for (QWidget* widget : QApplication::allWidgets()) {
        if (widget->objectName() == QLatin1String(name) && widget->isVisible()) {
            if (auto* fits = qobject_cast<Widget*>(widget)) {
                found = fits;
            }
        }
    }
    return found;
}

/// Clicks what has this name; false when it cannot be clicked.
inline bool click(const char* name)
{
    auto* widget = visible(name);
    if (widget == nullptr || !widget->isEnabled()) {
        return false;
    }
    QTest::mouseClick(widget, Qt::LeftButton);
    return true;
}

/// Whether click() would do something. To be waited for: QTRY_VERIFY evaluates twice, so a click
/// must not stand in it.
inline bool clickable(const char* name)
{
    auto* widget = visible(name);
    return widget != nullptr && widget->isEnabled();
}

/// Puts text into what has this name.
inline bool type(const char* name, const QString& text)
{
    auto* widget = visible(name);
    if (widget == nullptr) {
        return false;
    }
    widget->setFocus();
    QTest::keyClicks(widget->focusProxy() != nullptr ? widget->focusProxy() : widget, text);
    return true;
}

/// The whole application but its main(), on a profile of its own.
class Session
{
public:
    explicit Session(const QString& folder)
        : m_locations(Locations::below(folder))
        , m_settings(m_locations.settingsFile())
        , m_secrets(SecretStore::Keeping::Session)
        , m_workspace(m_locations, m_settings, m_secrets)
        , m_window(m_workspace)
    {
        // Any free port, for another test has a local cluster as well; after that the same again.
        const QString port = QStringLiteral("local/port");
        if (m_settings.value(port).isUndefined()) {
            m_settings.setValue(port, 0);
        }
        m_window.show();
    }

    [[nodiscard]] Settings& settings() { return m_settings; }
    [[nodiscard]] Workspace& workspace() { return m_workspace; }
    [[nodiscard]] MainWindow& window() { return m_window; }

private:
    const Locations m_locations;
    Settings m_settings;
    SecretStore m_secrets;
    Workspace m_workspace;
    MainWindow m_window;
};

} // namespace ottla::test
