// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/formats/prettyprint.h"
#include "ui/widgets/codetext.h"

#include <QString>

#include <optional>
#include <string_view>

namespace ottla {

class Decoder;

/// A body decoded and laid out, ready to be shown.
struct BodyLayout
{
    CodeText code = {};
    QString decoder = {}; ///< The name of the one that read it.
    QString inside = {}; ///< What a decoder that unpacks found.
    QString schema = {}; ///< What it was read by.
    std::optional<Error> why = {}; ///< It was not decoded; `code` is then a hex dump.
    std::optional<FormatError> error = {}; ///< Where a document stops being valid.

    /// `key` is that of a value; keys have none. Any thread; a large body takes its time.
    [[nodiscard]] static BodyLayout
    of(std::string_view body, const std::optional<std::string_view>& key, const Decoder& decoder);
};

} // namespace ottla
