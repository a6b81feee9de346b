// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"
#include "model/decoders/decoder.h"
#include "model/filters/predicate.h"
#include "model/formats/jsonpath.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ottla {

/// Where a filter's values are taken from.
struct Source
{
    enum class Kind
    {
        Any, ///< Key, value, and names and values of headers.
        Key, ///< Its bytes; null where it is null.
        Value,
        Header, ///< Values of the headers called `name`.
        Headers, ///< Names and values of all.
        Topic,
        Partition,
        Offset,
        Timestamp, ///< Milliseconds since 1970 UTC; nothing where a message has none.
        Size, ///< Of key, value and headers together, in bytes.
        KeyField, ///< What lies at `path` in the decoded key.
        ValueField,
    };

    Kind kind = Kind::Any;
    std::string name = {};
    FieldPath path = {};
};

/// How bodies are decoded, wherever they are: filters, columns, texts for people. And what topics
/// are called by their number.
struct FilterBodies
{
    std::shared_ptr<const Decoder> key = {}; ///< Null: by what the bytes look like.
    std::shared_ptr<const Decoder> value = {}; ///< Likewise.
    /// The decoder that fits bytes best; for any thread. Empty: detectDecoder().
    std::function<const Decoder&(std::string_view body)> detect = {};
    std::vector<std::string> topics = {};

    /// What reads this key: the decoder that was chosen, else the one that fits the bytes best.
    [[nodiscard]] const Decoder& ofKey(std::string_view body) const { return reader(key, body); }
    [[nodiscard]] const Decoder& ofValue(std::string_view body) const
    {
        return reader(value, body);
    }

private:
    [[nodiscard]] const Decoder& reader(const std::shared_ptr<const Decoder>& chosen,
                                        std::string_view body) const
    {
        return chosen ? *chosen : detect ? detect(body) : detectDecoder(body);
    }
};

/// A message under a filter's eyes: decodes a body when it is first asked for, and once. Views the
/// message. For one thread.
class Subject
{
public:
    enum class Outcome
    {
        Found,
        Nothing,
        Undecodable, ///< Nothing was found in what could be read.
    };
    using Visitor = std::function<bool(const Scalar&)>;

    Subject(const MessageView& message, const FilterBodies& bodies)
        : m_message(message)
        , m_bodies(bodies)
    { }

    /// Shows the source's values to `visit` until it answers true.
    [[nodiscard]] Outcome search(const Source& source, const Visitor& visit);
    /// Whether the body of that Kind, Key or Value, can be read for its fields; null can.
    [[nodiscard]] bool decodable(Source::Kind body);
    /// Of the bodies for which the answer was Undecodable, for a person; takes decoding them anew.
    [[nodiscard]] std::string whyUndecodable() const;

private:
    using Body = std::optional<std::string_view>;

    [[nodiscard]] bool searchHeaders(const Visitor& visit) const;
    [[nodiscard]] bool searchNumber(std::int64_t number, const Visitor& visit) const;
    [[nodiscard]] Outcome searchFields(bool ofKey, const FieldPath& path, const Visitor& visit);
    [[nodiscard]] Outcome searchBody(bool ofKey, const FieldPath& path, const Visitor& visit);
    [[nodiscard]] const Decoder& decoderOf(bool ofKey, std::string_view body) const;
    [[nodiscard]] std::int64_t size() const;

    const MessageView& m_message;
    const FilterBodies& m_bodies;
    std::optional<Result<Decoded>> m_key; // once it was needed
    std::optional<Result<Decoded>> m_value;
    bool m_keyFailed = false;
    bool m_valueFailed = false;
};

} // namespace ottla
