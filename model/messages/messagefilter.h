// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"
#include "model/filters/expression.h"
#include "model/filters/filtererror.h"
#include "model/messages/messagestore.h"
#include "model/messages/rowset.h"
#include "model/messages/undecodable.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

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
    FilterBodies bodies = {};
    /// Milliseconds since 1970 UTC that times such as -15m are counted from; without: this moment.
    std::optional<std::int64_t> now = {};
};

/// What a filter found in some rows of a store.
struct FilterScan
{
    std::vector<std::uint32_t> rows; ///< That match, ascending.
    std::vector<std::uint32_t> unknown; ///< Those that `undecodable` counts, ascending.
    std::size_t to = 0; ///< Behind the last row that was looked at.
    UndecodableMessages undecodable = {};
};

struct ParsedFilter;

/// Decides which messages are shown; the language is in model/filters/README.md. Immutable; any
/// number of threads may use one at once.
class MessageFilter
{
public:
    [[nodiscard]] static ParsedFilter parse(std::string_view text,
                                            const FilterOptions& options = {});

    [[nodiscard]] Verdict verdict(const MessageView& message) const;
    [[nodiscard]] Verdict verdict(const StoredMessage& message) const;
    /// What of the message could not be decoded and why, where its verdict is Unknown.
    [[nodiscard]] std::string whyUnknown(const MessageView& message) const;
    [[nodiscard]] bool matches(const MessageView& m) const { return verdict(m) == Verdict::Yes; }
    [[nodiscard]] bool matches(const StoredMessage& m) const { return verdict(m) == Verdict::Yes; }
    /// Looks at the rows in [from, to); ends early, with what it has, once `cancel` is set.
    [[nodiscard]] FilterScan scan(const MessageStore& store, std::size_t from, std::size_t to,
                                  const std::atomic<bool>& cancel) const;
    /// Likewise, of the rows of a set.
    [[nodiscard]] FilterScan scan(const MessageStore& store, const RowSet& rows,
                                  const std::atomic<bool>& cancel) const;

private:
    MessageFilter(ConditionPtr condition, FilterBodies bodies)
        : m_condition(std::move(condition))
        , m_bodies(std::move(bodies))
    { }

    void examine(const MessageView& message, std::size_t row, FilterScan& found) const;

    ConditionPtr m_condition;
    FilterBodies m_bodies;
};

/// A filter, or what is wrong with its text; neither for blank text, which shows everything.
struct ParsedFilter
{
    std::shared_ptr<const MessageFilter> filter = {};
    std::optional<FilterError> error = {};
    FilterMode mode = FilterMode::Text; ///< How the text was read; never Automatic.
};

} // namespace ottla
