// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"
#include "model/messages/messagestore.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

struct Decoder;

/// Where a filter's text is wrong, and why.
struct FilterError
{
    std::size_t from = 0; ///< In bytes of the UTF-8 text.
    std::size_t to = 0; ///< Behind the last byte; equal to `from` where something is missing.
    std::string message; ///< For a person, without a full stop.
};

/// How a filter's text is read.
enum class FilterMode
{
    Automatic, ///< Decided by how the text begins.
    Text, ///< Looked for as it stands.
    Expression,
};

/// What a filter has to know beside its text.
struct FilterOptions
{
    FilterMode mode = FilterMode::Automatic;
    const Decoder* key = nullptr; ///< Null: each key is read by what its bytes look like.
    const Decoder* value = nullptr; ///< The same for values.
    std::int64_t now =
        0; ///< Milliseconds since 1970 UTC; what times such as -15m are counted from.
};

/// Whether a message matches. Unknown: a body that the answer hangs on could not be decoded.
enum class Verdict : std::uint8_t
{
    No,
    Yes,
    Unknown,
};

/// What a filter found in some rows of a store.
struct FilterScan
{
    std::vector<std::uint32_t> rows; ///< That match, ascending.
    std::size_t to = 0; ///< Behind the last row that was looked at.
    std::uint64_t undecodable = 0; ///< Messages of which it is not known whether they match.
};

struct ParsedFilter;

/// Decides which messages are shown. Immutable; any number of threads may use one at once.
class MessageFilter
{
public:
    [[nodiscard]] static ParsedFilter parse(std::string_view text,
                                            const FilterOptions& options = {});

    [[nodiscard]] Verdict verdict(const MessageView& message) const;
    [[nodiscard]] Verdict verdict(const StoredMessage& message) const;
    [[nodiscard]] bool matches(const MessageView& m) const { return verdict(m) == Verdict::Yes; }
    [[nodiscard]] bool matches(const StoredMessage& m) const { return verdict(m) == Verdict::Yes; }
    /// Looks at the rows in [from, to); ends early, with what it has, once `cancel` is set.
    [[nodiscard]] FilterScan scan(const MessageStore& store, std::size_t from, std::size_t to,
                                  const std::atomic<bool>& cancel) const;

private:
    explicit MessageFilter(std::string text);
    [[nodiscard]] bool contains(std::string_view body) const;

    std::string m_lower;
    char m_firstLower = 0;
    char m_firstUpper = 0;
};

/// A filter, or what is wrong with its text; neither for blank text, which shows everything.
struct ParsedFilter
{
    std::shared_ptr<const MessageFilter> filter = {};
    std::optional<FilterError> error = {};
    FilterMode mode = FilterMode::Text; ///< How the text was read; never Automatic.
};

} // namespace ottla
