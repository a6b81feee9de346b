// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/encodings.h"

#include "model/decoders/families.h"
#include "model/formats/bodyformat.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace ottla {

namespace {

struct Encoding
{
    std::string_view id; ///< Of its decoder, and its name as documents declare it.
    std::string_view name;
    const char* iconvName;
};

constexpr std::array encodings{
    Encoding{"windows-1250", "Windows-1250 (Central European)", "CP1250"},
    Encoding{"windows-1251", "Windows-1251 (Cyrillic)", "CP1251"},
    Encoding{"windows-1252", "Windows-1252 (Western)", "CP1252"},
    Encoding{"windows-1253", "Windows-1253 (Greek)", "CP1253"},
    Encoding{"windows-1254", "Windows-1254 (Turkish)", "CP1254"},
    Encoding{"windows-1255", "Windows-1255 (Hebrew)", "CP1255"},
    Encoding{"windows-1256", "Windows-1256 (Arabic)", "CP1256"},
    Encoding{"windows-1257", "Windows-1257 (Baltic)", "CP1257"},
    Encoding{"windows-1258", "Windows-1258 (Vietnamese)", "CP1258"},
    Encoding{"iso-8859-2", "ISO-8859-2 (Central European)", "ISO-8859-2"},
    Encoding{"iso-8859-3", "ISO-8859-3 (South European)", "ISO-8859-3"},
    Encoding{"iso-8859-4", "ISO-8859-4 (North European)", "ISO-8859-4"},
    Encoding{"iso-8859-5", "ISO-8859-5 (Cyrillic)", "ISO-8859-5"},
    Encoding{"iso-8859-6", "ISO-8859-6 (Arabic)", "ISO-8859-6"},
    Encoding{"iso-8859-7", "ISO-8859-7 (Greek)", "ISO-8859-7"},
    Encoding{"iso-8859-8", "ISO-8859-8 (Hebrew)", "ISO-8859-8"},
    Encoding{"iso-8859-9", "ISO-8859-9 (Turkish)", "ISO-8859-9"},
    Encoding{"iso-8859-10", "ISO-8859-10 (Nordic)", "ISO-8859-10"},
    Encoding{"iso-8859-11", "ISO-8859-11 (Thai)", "ISO-8859-11"},
    Encoding{"iso-8859-13", "ISO-8859-13 (Baltic)", "ISO-8859-13"},
    Encoding{"iso-8859-14", "ISO-8859-14 (Celtic)", "ISO-8859-14"},
    Encoding{"iso-8859-15", "ISO-8859-15 (Western, with €)", "ISO-8859-15"},
    Encoding{"iso-8859-16", "ISO-8859-16 (Romanian)", "ISO-8859-16"},
    Encoding{"shift_jis", "Shift-JIS (Japanese)", "CP932"},
    Encoding{"euc-jp", "EUC-JP (Japanese)", "EUC-JP"},
    Encoding{"euc-kr", "EUC-KR (Korean)", "CP949"},
    Encoding{"gbk", "GBK (Chinese, simplified)", "GBK"},
    Encoding{"big5", "Big5 (Chinese, traditional)", "BIG5-HKSCS"},
};

// What documents call the same, and what has no decoder under that name.
constexpr std::array<std::pair<std::string_view, const char*>, 7> otherNames{{
    {"iso-8859-1", "CP1252"}, // as the web has it: no document has the controls
    {"latin1", "CP1252"},
    {"us-ascii", "CP1252"},
    {"windows-31j", "CP932"},
    {"shift-jis", "CP932"},
    {"gb2312", "GBK"},
    {"gb18030", "GB18030"},
}};

const char* iconvNameOf(std::string_view name)
{
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const auto* const found = std::ranges::find(encodings, lower, &Encoding::id);
    if (found != encodings.end()) {
        return found->iconvName;
    }
    const auto* const other =
        std::ranges::find(otherNames, lower, &std::pair<std::string_view, const char*>::first);
    return other == otherNames.end() ? nullptr : other->second;
}

class Converter
{
public:
    explicit Converter(const char* name)
        : m_state(iconv_open("UTF-8", name))
    { }
    ~Converter()
    {
        if (isOpen()) {
            iconv_close(m_state);
        }
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    // What the system lacks (iconv's tables are files of glibc's) is text that has no such byte.
    [[nodiscard]] std::string convert(std::string_view body)
    {
        constexpr std::string_view mark = "\xEF\xBF\xBD";
        std::string in(body); // iconv takes no const
        std::string out;
        char* from = in.data();
        std::size_t left = in.size();
        std::array<char, 4096> part{};
        while (left > 0) {
            char* to = part.data();
            std::size_t room = part.size();
            errno = 0;
            const bool whole =
                isOpen() && iconv(m_state, &from, &left, &to, &room) != std::size_t(-1);
            out.append(part.data(), part.size() - room);
            if (!whole && errno != E2BIG) {
                out += mark;
                ++from;
                --left;
            }
        }
        return out;
    }

private:
    [[nodiscard]] bool isOpen() const
    {
        return m_state != reinterpret_cast<iconv_t>(-1); // NOLINT: what iconv_open() answers
    }

    iconv_t m_state;
};

template <std::size_t at>
Result<Decoded> decode(std::string_view body)
{
    std::string utf8 = Converter(encodings[at].iconvName).convert(body);
    return documentOf(std::move(utf8));
}

template <std::size_t... at>
constexpr auto makeTable(std::index_sequence<at...>)
{
    return std::array{
        DecoderFunctions{encodings[at].id, encodings[at].name, nullptr, decode<at>}...};
}

constexpr auto table = makeTable(std::make_index_sequence<encodings.size()>());

} // namespace

std::string fromEncoding(std::string_view name, std::string_view body)
{
    const char* const found = iconvNameOf(name);
    return found != nullptr ? Converter(found).convert(body) : std::string();
}

bool isKnownEncoding(std::string_view name)
{
    return iconvNameOf(name) != nullptr;
}

std::string_view declaredEncoding(std::string_view xml)
{
    const std::size_t end = xml.find("?>");
    if (!xml.starts_with("<?xml") || end == std::string_view::npos) {
        return {};
    }
    constexpr std::string_view word = "encoding";
    const std::string_view declaration = xml.substr(0, end);
    const std::size_t at = declaration.find(word);
    const std::size_t open =
        at == std::string_view::npos ? at : declaration.find_first_of("\"'", at + word.size());
    if (open == std::string_view::npos) {
        return {};
    }
    const std::size_t close = declaration.find(declaration[open], open + 1);
    return close == std::string_view::npos ? std::string_view()
                                           : declaration.substr(open + 1, close - open - 1);
}

std::span<const DecoderFunctions> encodingDecoders()
{
    return table;
}

} // namespace ottla
