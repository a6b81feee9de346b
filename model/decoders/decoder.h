// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/decoders/decodedvalue.h"
#include "model/formats/prettyprint.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ottla {

/// A body as text, in UTF-8.
struct DecodedText
{
    enum class Language
    {
        Plain,
        Json,
        Xml,
    };

    std::string text = {};
    Language language = Language::Plain;
    /// Where a document stops being valid; `text` is then the body as it was.
    std::optional<FormatError> error = {};
};

/// What a body was read by.
struct DecodedSchema
{
    std::string type = {}; ///< "Avro", "Protobuf" or "JSON Schema".
    std::string name = {}; ///< Of the record or message; may be empty.
    std::int32_t id = 0; ///< In the registry; 0 for a schema that is not from one.
    std::string subject = {}; ///< In the registry, where it tells; else empty.
    std::int32_t version = 0; ///< Of the subject.
    std::string lacking = {}; ///< Types that the schema names and nobody has; most often empty.

    /// "orders-value v3 · id 17", or as much of it as there is; the name for one of a file. Behind
    /// it " · without shop.Money", if it lacks that.
    [[nodiscard]] std::string describe() const;
};

/// What a decoder made of a body.
struct Decoded
{
    std::variant<DecodedText, DecodedValue> content = {};
    /// What was found inside, for a decoder that unpacks: "JSON", or "gzip, JSON". Else empty.
    std::string inside = {};
    /// For a decoder that reads by a schema.
    std::optional<DecodedSchema> schema = {};
};

/// A way to read a body: the interface of the decoders here and of those that plug-ins bring
/// (model/schemas/decoderplugin.h). All functions are called from any thread, several at once.
/// Bodies are untrusted: no function may use more memory than a small multiple of what the body
/// really holds, nor throw.
class Decoder
{
public:
    Decoder(std::string idOfIt, std::string nameOfIt)
        : id(std::move(idOfIt))
        , name(std::move(nameOfIt))
    { }
    virtual ~Decoder() = default;
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    const std::string id; ///< Kept in settings; never changes.
    const std::string name; ///< For a person: a format's own name, which is not translated.

    /// Whether bytes are likely to be meant for this decoder, so that it may be chosen without
    /// being asked for. A decoder that never is, only ever on request, keeps this.
    [[nodiscard]] virtual bool looksLikeMine(std::string_view /*body*/) const { return false; }

    /// The body, or the reason why it is not of this format. Errc::Busy, on the GUI thread only,
    /// when what it takes (a schema) is being fetched, with what that is as its message: try again
    /// when DecoderSet::changed() says so. On other threads this waits for it.
    [[nodiscard]] virtual Result<Decoded> decode(std::string_view body) const = 0;

    /// The value of a message with that key, for formats whose values are told by their key.
    [[nodiscard]] virtual Result<Decoded> decodeValue(std::string_view body,
                                                      std::optional<std::string_view> /*key*/) const
    {
        return decode(body);
    }
};

using DecoderList = std::vector<std::shared_ptr<const Decoder>>;

/// Those that take nothing but the bytes, in the order in which they are offered.
[[nodiscard]] const DecoderList& builtInDecoders();
/// The built-in decoder of that id, or null.
[[nodiscard]] const Decoder* findDecoder(std::string_view id);
/// The built-in decoder that fits the bytes best. What could as well be something else is
/// hexadecimal: it claims nothing. What numbers are taken, and what that costs, is said in
/// plausiblenumber.h.
[[nodiscard]] const Decoder& detectDecoder(std::string_view body);
/// For decoders that unpack: decodes what was inside by what it looks like, and names that in
/// Decoded::inside. TooLarge for what is packed more than three times, so that nothing is unpacked
/// without end.
[[nodiscard]] Result<Decoded> decodeInside(std::string_view unpacked);

} // namespace ottla
