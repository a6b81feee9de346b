// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/codetext.h"

#include <string_view>

namespace ottla {

namespace {

/// `text` with a line feed more wherever a line is longer than `longest` bytes, between characters.
QByteArray breakLines(const QByteArray& text, qsizetype longest)
{
    QByteArray broken;
    qsizetype taken = 0; // what stands in `broken` already
    for (qsizetype from = 0; from < text.size();) {
        const qsizetype feed = text.indexOf('\n', from);
        qsizetype end = feed < 0 ? text.size() : feed + 1;
        if (end - from > longest + 1) {
            end = from + longest;
            // Neither a character nor an escape is torn apart.
            while (end > from + 1
                   && ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U
                       || text[end - 1] == '\\')) {
                --end;
            }
            broken.append(text.constData() + taken, end - taken);
            broken.append('\n');
            taken = end;
        }
        from = end;
    }
    if (taken == 0) {
        return text; // the same memory
    }
    broken.append(text.constData() + taken, text.size() - taken);
    return broken;
}

std::shared_ptr<const CodeText::Lines> linesOf(std::string_view text)
{
    CodeText::Lines lines;
    JsonLine before;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t feed = text.find('\n', from);
        const std::size_t end = feed == std::string_view::npos ? text.size() : feed + 1;
        before = jsonLine(text.substr(from, end - from), before);
        lines.push_back(before);
        from = end;
    }
    return std::make_shared<const CodeText::Lines>(std::move(lines));
}

} // namespace

CodeText CodeText::prepare(QByteArray text, Language language, bool toEdit)
{
    CodeText made;
    made.shown = toEdit ? text : breakLines(text, longestLine);
    made.text = std::move(text);
    made.language =
        language == Language::Xml && made.text.size() > largestXml ? Language::Plain : language;
    if (made.language == Language::Json && made.isLarge()) {
        made.lines = linesOf({made.shown.constData(), static_cast<std::size_t>(made.shown.size())});
    }
    return made;
}

} // namespace ottla
