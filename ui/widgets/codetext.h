// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/formats/jsonplaces.h"

#include <QByteArray>

#include <memory>
#include <vector>

namespace ottla {

/// A text made ready for a CodeView, so that the GUI thread has little left to do.
struct CodeText
{
    enum class Language
    {
        Plain,
        Json,
        Xml,
    };

    QByteArray text = {}; ///< As it is, in UTF-8.
    QByteArray shown = {}; ///< With its longest lines broken.
    Language language = Language::Plain;
    using Lines = std::vector<JsonLine>;
    /// Of `shown`, for JSON that is put into the view in pieces; shared, for there may be millions.
    std::shared_ptr<const Lines> lines = std::make_shared<const Lines>();

    /// A text of this size and above goes into the view in pieces.
    static constexpr qsizetype large = qsizetype{1} << 20;
    /// XML is coloured from its beginning, so not where it is larger than this.
    static constexpr qsizetype largestXml = qsizetype{2} << 20;
    static constexpr qsizetype longestLine = 8192;

    [[nodiscard]] bool isLarge() const { return shown.size() >= large; }
    [[nodiscard]] bool breaksLines() const { return shown.size() > text.size(); }
    /// Any thread. Lines are broken only in a text that is not to be edited.
    [[nodiscard]] static CodeText prepare(QByteArray text, Language language, bool toEdit = false);
};

} // namespace ottla
