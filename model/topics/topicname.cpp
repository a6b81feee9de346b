// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/topics/topicname.h"

#include <QCoreApplication>

#include <algorithm>

namespace ottla {

namespace {

constexpr qsizetype longest = 249;

QString tr(const char* text)
{
    return QCoreApplication::translate("topicname", text);
}

} // namespace

QString topicNameProblem(const QString& name)
{
    if (name.isEmpty()) {
        return tr("A topic needs a name.");
    }
    if (name == u"." || name == u"..") {
        return tr("A topic cannot be named \"%1\".").arg(name);
    }
    if (name.size() > longest) {
        return tr("The name has %1 characters; %2 is the most.").arg(name.size()).arg(longest);
    }
    const auto bad = std::find_if_not(name.begin(), name.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
            || c == u'.' || c == u'_' || c == u'-';
    });
    if (bad != name.end()) {
        return tr("\"%1\" cannot be in a topic's name: letters a to z, digits, '.', '_' and '-' "
                  "can.")
            .arg(*bad);
    }
    return {};
}

} // namespace ottla
