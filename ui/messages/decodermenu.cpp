// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/decodermenu.h"

#include "model/decoders/decodergroups.h"
#include "model/schemas/decoderset.h"

namespace ottla {

namespace {

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

QAction* checkable(QAction* action, bool checked)
{
    action->setCheckable(true);
    action->setChecked(checked);
    return action;
}

} // namespace

DecoderMenu::DecoderMenu(const DecoderSet& decoders, const Decoder* chosen,
                         const QString& automatic, QWidget* parent)
    : QMenu(parent)
    , m_chosen(chosen)
{
    setObjectName(QStringLiteral("decoderMenu"));
    checkable(addAction(automatic, this, [this] { Q_EMIT decoderChosen({}); }), m_chosen == nullptr)
        ->setObjectName(QStringLiteral("decoderAuto"));
    addSeparator();
    addGroup(tr("Structured"), QStringLiteral("decodersStructured"),
             builtInDecoders(DecoderGroup::Structured));
    addGroup(tr("Text"), QStringLiteral("decodersText"), builtInDecoders(DecoderGroup::Text));
    addGroup(tr("Text in a legacy encoding"), QStringLiteral("decodersEncodings"),
             builtInDecoders(DecoderGroup::Encodings));
    addNumbers();
    addGroup(tr("Compressed"), QStringLiteral("decodersPacked"),
             builtInDecoders(DecoderGroup::Packed));
    addSchemas(decoders.ofRegistry());
    addGroup(tr("Kafka internal"), QStringLiteral("decodersOfKafka"), decoders.ofKafka());
    addGroup(tr("Plug-ins"), QStringLiteral("decodersOfPlugins"), decoders.ofPlugins());
    markChosen();
}

void DecoderMenu::addDecoder(QMenu* menu, const Decoder& decoder, const QString& name)
{
    const QString id = text(decoder.id);
    QAction* action = menu->addAction(name.isEmpty() ? text(decoder.name) : name, this,
                                      [this, id] { Q_EMIT decoderChosen(id); });
    checkable(action, m_chosen != nullptr && m_chosen->id == decoder.id)->setObjectName(id);
}

void DecoderMenu::addGroup(const QString& title, const QString& name, const DecoderList& decoders)
{
    if (decoders.empty()) {
        return;
    }
    QMenu* group = addMenu(title);
    group->setObjectName(name);
    for (const auto& decoder : decoders) {
        addDecoder(group, *decoder);
    }
}

void DecoderMenu::addNumbers()
{
    QMenu* numbers = addMenu(tr("Numbers"));
    numbers->setObjectName(QStringLiteral("decodersNumbers"));
    for (const auto& decoder : builtInDecoders(DecoderGroup::Numbers)) {
        QStringList parts = text(decoder->name).split(QStringLiteral(", "));
        const QString width = parts.size() > 1 ? parts.takeAt(1) : QString();
        QMenu* menu = width.isEmpty() ? numbers : numbers->findChild<QMenu*>(width);
        if (menu == nullptr) {
            menu = numbers->addMenu(width);
            menu->setObjectName(width);
        }
        addDecoder(menu, *decoder, parts.join(QStringLiteral(", ")));
    }
}

void DecoderMenu::addSchemas(const DecoderList& ofRegistry)
{
    QMenu* schemas = addMenu(tr("With a schema"));
    schemas->setObjectName(QStringLiteral("decodersSchema"));
    schemas->setToolTipsVisible(true);
    for (const auto& decoder : ofRegistry) {
        addDecoder(schemas, *decoder);
    }
    if (m_chosen != nullptr) {
        if (const auto file = SchemaFile::fromId(text(m_chosen->id))) {
            addDecoder(schemas, *m_chosen);
            schemas->actions().constLast()->setToolTip(file->path);
        }
    }
    const auto addFile = [this, schemas](const QString& name, SchemaFile::Format format) {
        schemas->addAction(name, this, [this, format] { Q_EMIT fileAsked(format); });
    };
    addFile(tr("Avro with a schema file…"), SchemaFile::Format::Avro);
    addFile(tr("Protobuf with .proto files…"), SchemaFile::Format::Protobuf);
}

// The way to it, too.
void DecoderMenu::markChosen()
{
    for (const QAction* action : findChildren<QAction*>()) {
        if (!action->isChecked()) {
            continue;
        }
        for (auto* menu = qobject_cast<QMenu*>(action->parent()); menu != nullptr && menu != this;
             menu = qobject_cast<QMenu*>(menu->parent())) {
            checkable(menu->menuAction(), true);
        }
    }
}

} // namespace ottla
