// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/schemas/decoderplugins.h"

#include "model/schemas/decoderplugin.h"

#include <QDir>
#include <QJsonObject>
#include <QLibrary>
#include <QPluginLoader>

#include <exception>

namespace ottla {

namespace {

/// Keeps a foreign decoder's exceptions from the application.
class GuardedDecoder : public Decoder
{
public:
    explicit GuardedDecoder(std::shared_ptr<const Decoder> inner)
        : Decoder(inner->id, inner->name)
        , m_inner(std::move(inner))
    { }

    [[nodiscard]] bool looksLikeMine(std::string_view body) const override
    {
        try {
            return m_inner->looksLikeMine(body);
        } catch (...) {
            return false;
        }
    }
    [[nodiscard]] Result<Decoded> decode(std::string_view body) const override
    {
        return guarded([&] { return m_inner->decode(body); });
    }
    [[nodiscard]] Result<Decoded> decodeValue(std::string_view body,
                                              std::optional<std::string_view> key) const override
    {
        return guarded([&] { return m_inner->decodeValue(body, key); });
    }

private:
    template <typename Work>
    static Result<Decoded> guarded(Work work)
    {
        try {
            return work();
        } catch (const std::exception& thrown) {
            return Error{Errc::Malformed, std::string("the plug-in failed: ") + thrown.what(), {}};
        } catch (...) {
            return Error{Errc::Malformed, "the plug-in failed", {}};
        }
    }

    const std::shared_ptr<const Decoder> m_inner;
};

Result<DecoderList> decodersOf(const QString& path)
{
    const auto refuse = [&path](const QString& why) {
        return Error{Errc::Unsupported, "The decoder plug-in was not loaded: " + why.toStdString(),
                     path.toStdString()};
    };
    QPluginLoader loader(path);
    // Read without running any of its code.
    const QString iid = loader.metaData().value(QStringLiteral("IID")).toString();
    if (iid.isEmpty()) {
        return refuse(loader.errorString());
    }
    if (iid != QStringLiteral(OTTLA_DECODER_PLUGIN_IID)) {
        return refuse(QStringLiteral("it is made for %1, and this is %2")
                          .arg(iid, QStringLiteral(OTTLA_DECODER_PLUGIN_IID)));
    }
    const auto* plugin = qobject_cast<DecoderPlugin*>(loader.instance());
    if (plugin == nullptr) {
        return refuse(loader.isLoaded() ? QStringLiteral("it lacks the interface that it names")
                                        : loader.errorString());
    }
    try {
        return plugin->decoders();
    } catch (...) {
        return refuse(QStringLiteral("it failed when it was asked for its decoders"));
    }
}

bool isTaken(const DecoderList& list, const std::string& id)
{
    const auto same = [&id](const auto& each) {
        return each->id == id;
    };
    return id.empty() || std::any_of(list.begin(), list.end(), same) || findDecoder(id) != nullptr;
}

} // namespace

DecoderPlugins loadDecoderPlugins(const QStringList& folders)
{
    DecoderPlugins found;
    for (const QString& folder : folders) {
        const QDir dir(folder);
        for (const QString& name : dir.entryList(QDir::Files, QDir::Name)) {
            const QString path = dir.absoluteFilePath(name);
            if (!QLibrary::isLibrary(path)) {
                continue;
            }
            const auto decoders = decodersOf(path);
            if (!decoders) {
                found.refused.push_back(decoders.error());
                continue;
            }
            found.loaded.append(path);
            for (const auto& decoder : *decoders) {
                if (!decoder || isTaken(found.decoders, decoder->id)) {
                    found.refused.push_back(
                        {Errc::AlreadyExists,
                         "A decoder of the plug-in was not taken: its id is another's: "
                             + (decoder ? decoder->id : std::string()),
                         path.toStdString()});
                } else {
                    found.decoders.push_back(std::make_shared<GuardedDecoder>(decoder));
                }
            }
        }
    }
    return found;
}

} // namespace ottla
