// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/filters/source.h"
#include "model/messages/messagesort.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ottla {

/// A message's key or value as tables and copies show it: as it stands where it is null or text,
/// else what its decoder made of it, else its bytes. Views the message and the bodies' decoders.
/// Any thread; on others than the GUI's, decoding waits for schemas.
class ShownBody
{
public:
    ShownBody(const StoredMessage& message, bool ofKey, const FilterBodies& bodies);

    [[nodiscard]] const std::optional<std::string_view>& bytes() const { return m_bytes; }
    /// Null where it is shown as it stands. One that rejects the bytes is a decoder all the same.
    [[nodiscard]] const Decoder* decoder() const { return m_decoder; }
    /// More is made of it than a list of its bytes.
    [[nodiscard]] bool isDecoded() const;
    /// Where it isDecoded().
    [[nodiscard]] Result<Decoded> decode() const;
    /// What was made of it, without the line ends that stand between the tokens of a tree or of
    /// JSON. None where it is not decoded, or was rejected.
    [[nodiscard]] std::optional<std::string> text() const;

    /// Null, then numbers that were decoded by their exact value, then all else by its bytes:
    /// those of what was decoded, or as they stand. Where nobody chose a decoder, what begins with
    /// sixteen printable characters goes by its bytes, though a plug-in may show something else.
    [[nodiscard]] static SortBy sortBy(bool ofKey, std::shared_ptr<const FilterBodies> bodies);

private:
    const StoredMessage& m_message;
    bool m_ofKey;
    std::optional<std::string_view> m_bytes;
    const Decoder* m_decoder = nullptr;
};

} // namespace ottla
