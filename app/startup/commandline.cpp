// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/commandline.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace ottla {

Result<CommandLine> parseCommandLine(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption help(QStringList{QStringLiteral("h"), QStringLiteral("help")});
    const QCommandLineOption version(QStringList{QStringLiteral("v"), QStringLiteral("version")});
    const QCommandLineOption demo(QStringLiteral("demo"));
    const QCommandLineOption profile(QStringLiteral("profile"), {}, QStringLiteral("dir"));
    const QCommandLineOption theme(QStringLiteral("theme"), {}, QStringLiteral("theme"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"), {}, QStringLiteral("file"));
    parser.addOptions({help, version, demo, profile, theme, screenshot});
    if (!parser.parse(arguments)) {
        return Error{Errc::InvalidArgument, parser.errorText().toStdString()};
    }
    CommandLine line;
    line.files = parser.positionalArguments();
    line.help = parser.isSet(help);
    line.version = parser.isSet(version);
    line.demo = parser.isSet(demo);
    line.profile = parser.value(profile);
    line.theme = parser.value(theme);
    line.screenshot = parser.value(screenshot);
    const QStringList themes = {QStringLiteral("system"), QStringLiteral("light"),
                                QStringLiteral("dark")};
    if (parser.isSet(theme) && !themes.contains(line.theme)) {
        return Error{Errc::InvalidArgument,
                     "--theme is system, light or dark, not " + line.theme.toStdString()};
    }
    return line;
}

QString commandLineHelp()
{
    return QCoreApplication::translate("CommandLine",
                                       "Usage: ottla [options] [FILE…]\n"
                                       "Browses Apache Kafka clusters, and has one inside.\n"
                                       "\n"
                                       "  FILE                 saved messages, to be opened\n"
                                       "  --profile DIR        keep everything below DIR\n"
                                       "  --theme THEME        system, light or dark\n"
                                       "  --demo               start the local cluster with sample "
                                       "data, and open it\n"
                                       "  --screenshot FILE    draw the window into FILE, and end\n"
                                       "  -h, --help           print this, and end\n"
                                       "  -v, --version        print the version, and end\n");
}

} // namespace ottla
