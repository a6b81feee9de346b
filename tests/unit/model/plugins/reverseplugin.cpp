// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/schemas/decoderplugin.h"

#include <QObject>

#include <stdexcept>

namespace {

/// Text that somebody wrote from the end to the beginning, behind the word "esrever".
class ReverseDecoder : public ottla::Decoder
{
public:
    ReverseDecoder()
        : Decoder("example-reverse", "Reversed text")
    { }

    [[nodiscard]] bool looksLikeMine(std::string_view body) const override
    {
        return body.starts_with("esrever:");
    }
    [[nodiscard]] ottla::Result<ottla::Decoded> decode(std::string_view body) const override
    {
        if (!looksLikeMine(body)) {
            return ottla::Error{ottla::Errc::Malformed, "it does not begin with esrever:", {}};
        }
        body.remove_prefix(8);
        return ottla::Decoded{
            .content = ottla::DecodedText{.text = std::string(body.rbegin(), body.rend())}};
    }
};

/// What a plug-in must not do.
class ThrowingDecoder : public ottla::Decoder
{
public:
    ThrowingDecoder()
        : Decoder("example-throwing", "Throwing")
    { }

    [[nodiscard]] ottla::Result<ottla::Decoded> decode(std::string_view) const override
    {
        throw std::runtime_error("out of luck");
    }
};

/// Goes by the name of a decoder that there is.
class JsonDecoder : public ottla::Decoder
{
public:
    JsonDecoder()
        : Decoder("json", "My JSON")
    { }

    [[nodiscard]] ottla::Result<ottla::Decoded> decode(std::string_view) const override
    {
        return ottla::Decoded{};
    }
};

} // namespace

class ReversePlugin : public QObject, public ottla::DecoderPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OTTLA_DECODER_PLUGIN_IID)
    Q_INTERFACES(ottla::DecoderPlugin)

public:
    [[nodiscard]] ottla::DecoderList decoders() const override
    {
        return {std::make_shared<ReverseDecoder>(), std::make_shared<ThrowingDecoder>(),
                std::make_shared<JsonDecoder>()};
    }
};

#include "reverseplugin.moc"
