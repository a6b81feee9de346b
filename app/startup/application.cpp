// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/application.h"

#include "app/startup/commandline.h"
#include "app/startup/demo.h"
#include "app/startup/logging.h"
#include "app/startup/plurals.h"
#include "app/startup/screenshot.h"
#include "app/startup/singleinstance.h"
#include "model/cluster/workspace.h"
#include "ui/messages/messagetable.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/settingsdialog.h"
#include "ui/shell/theme.h"
#include "ui/shell/views.h"

#include <QApplication>
#include <QIcon>

#include <cstdio>

namespace ottla {

namespace {

constexpr int usageStatus = 2;

QStringList argumentList(int argc, char** argv)
{
    QStringList list;
    for (int i = 0; i < argc; ++i) {
        list.append(QString::fromLocal8Bit(argv[i]));
    }
    return list;
}

/// Whether the messages of the open topic are on the screen; then the first one is selected.
bool messagesShown(MainWindow& window)
{
    auto* table = window.findChild<MessageTable*>(QStringLiteral("messagesTable"));
    if (table == nullptr || table->model() == nullptr || table->model()->rowCount() == 0) {
        return false;
    }
    if (!table->selectionModel()->hasSelection()) {
        table->selectRow(0);
    }
    return true;
}

int runWindow(QApplication& application, const CommandLine& line)
{
    const Locations locations =
        line.profile.isEmpty() ? Locations::standard() : Locations::below(line.profile);
    logTo(locations.logFolder());
    SingleInstance instance(locations.state);
    if (line.screenshot.isEmpty() && !instance.claim(line.files)) {
        return 0;
    }
    Settings settings(locations.settingsFile());
    SecretStore secrets(SecretStore::Keeping::Keychain);
    const QString theme = line.theme.isEmpty()
        ? settings.value(QLatin1String(SettingsDialog::themeKey)).toString()
        : line.theme;
    applyTheme(application, themeChoice(theme));

    Workspace workspace(locations, settings, secrets);
    MainWindow window(workspace);
    QObject::connect(&instance, &SingleInstance::raiseRequested, &window, &MainWindow::raiseWindow);
    const auto open = [&window](const QStringList& files) {
        for (const QString& file : files) {
            window.views().openSaved(file);
        }
    };
    QObject::connect(&instance, &SingleInstance::openRequested, &window, open);
    Demo demo(workspace, window);
    Screenshot screenshot(window, line.screenshot, [&window, &line] {
        return (!line.demo && line.files.isEmpty()) || messagesShown(window);
    });
    if (!line.screenshot.isEmpty()) {
        QObject::connect(&demo, &Demo::failed, &screenshot, &Screenshot::fail);
        screenshot.start();
    }
    if (line.demo) {
        demo.start(workspace.localBrokers());
    }
    window.show();
    open(line.files);
    return QApplication::exec();
}

} // namespace

int runApplication(int argc, char** argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("ottla"));
    QCoreApplication::setApplicationVersion(QStringLiteral(OTTLA_VERSION));
    const auto line = parseCommandLine(argumentList(argc, argv));
    if (!line) {
        std::fprintf(stderr, "ottla: %s\nottla --help lists the options.\n",
                     line.error().message.c_str());
        return usageStatus;
    }
    // Both work without a display.
    if (line->help || line->version) {
        const QString text =
            line->help ? commandLineHelp() : QStringLiteral("ottla " OTTLA_VERSION "\n");
        std::fputs(qPrintable(text), stdout);
        return 0;
    }
    QApplication application(argc, argv);
    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    QApplication::setApplicationDisplayName(QStringLiteral("Ottla"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.ottla.Ottla"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/ottla.svg")));
    return runWindow(application, *line);
}

} // namespace ottla
