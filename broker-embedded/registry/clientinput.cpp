// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/clientinput.h"

#include "registry/fourletterwords.h"

namespace ottla::registry {

namespace {
constexpr std::size_t lengthBytes = 4;
} // namespace

ClientInput nextInput(BytesView bytes, bool beforeHandshake, std::size_t maxFrameBytes)
{
    using Kind = ClientInput::Kind;
    if (bytes.size() < lengthBytes) {
        return {};
    }
    const BytesView letters = bytes.first(lengthBytes);
    if (beforeHandshake && FourLetterWords::isKnown(asText(letters))) {
        return {Kind::Command, letters, lengthBytes};
    }
    const auto length = loadBigEndian<std::int32_t>(bytes.data());
    if (length < 0 || static_cast<std::size_t>(length) > maxFrameBytes) {
        return {Kind::Broken, {}, lengthBytes};
    }
    const auto size = static_cast<std::size_t>(length);
    if (bytes.size() - lengthBytes < size) {
        return {};
    }
    return {Kind::Frame, bytes.subspan(lengthBytes, size), lengthBytes + size};
}

} // namespace ottla::registry
