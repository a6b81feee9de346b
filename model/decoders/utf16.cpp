// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/utf16.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ottla {

namespace {

std::uint32_t unitAt(std::string_view body, std::size_t at, std::endian order)
{
    const auto first = static_cast<unsigned char>(body[at]);
    const auto second = static_cast<unsigned char>(body[at + 1]);
    return static_cast<std::uint32_t>(order == std::endian::big ? first << 8U | second
                                                                : second << 8U | first);
}

bool isSurrogate(std::uint32_t unit)
{
    return unit >= 0xD800 && unit < 0xE000;
}

// The character that begins with a surrogate; 0 where its other half is missing.
std::uint32_t pairAt(std::string_view body, std::size_t at, std::endian order)
{
    const std::uint32_t high = unitAt(body, at, order);
    const std::uint32_t low = at + 4 <= body.size() ? unitAt(body, at + 2, order) : 0;
    const bool pair = high < 0xDC00 && low >= 0xDC00 && low < 0xE000;
    return pair ? 0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00) : 0;
}

void appendUtf8(std::string& out, std::uint32_t c)
{
    const auto tail = [&out, c](unsigned shift) {
        out.push_back(static_cast<char>(0x80U | (c >> shift & 0x3FU)));
    };
    if (c < 0x80) {
        out.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
        out.push_back(static_cast<char>(0xC0U | c >> 6U));
        tail(0);
    } else if (c < 0x10000) {
        out.push_back(static_cast<char>(0xE0U | c >> 12U));
        tail(6);
        tail(0);
    } else {
        out.push_back(static_cast<char>(0xF0U | c >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

enum class Script
{
    Any, // beside letters of any script, as those of the next one are
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Thai,
    Georgian,
    Devanagari,
    Bengali,
    Tamil,
    Telugu,
    Hangul, // from here on a good part of all units
    Han,
};

// How many bits speak for text in a unit: as rare as these are among all units.
struct Characters
{
    std::uint32_t first;
    std::uint32_t last;
    Script script;
    unsigned bits;
};

constexpr std::array table{
    Characters{0x20, 0x20, Script::Any, 6},
    Characters{'0', '9', Script::Any, 8},
    Characters{'A', 'Z', Script::Latin, 8},
    Characters{'a', 'z', Script::Latin, 8},
    Characters{0x20, 0x7E, Script::Any, 3}, // what is left of ASCII
    Characters{0x4E00, 0x9FFF, Script::Han, 2},
    Characters{0xAC00, 0xD7A3, Script::Hangul, 3},
    Characters{0x410, 0x45F, Script::Cyrillic, 7},
    Characters{0x3000, 0x30FF, Script::Any, 7}, // kana, and the punctuation beside Han and Hangul
    Characters{0x09, 0x0A, Script::Any, 2},
    Characters{0x0D, 0x0D, Script::Any, 2},
    Characters{0xA0, 0xBF, Script::Any, 0},
    Characters{0xC0, 0xFF, Script::Latin, 7},
    Characters{0x100, 0x24F, Script::Latin, 1}, // as are lists of very small bytes
    Characters{0x300, 0x36F, Script::Any, 0},
    Characters{0x386, 0x3CE, Script::Greek, 7},
    Characters{0x400, 0x40F, Script::Cyrillic, 7},
    Characters{0x490, 0x4FF, Script::Cyrillic, 7},
    Characters{0x531, 0x587, Script::Armenian, 7},
    Characters{0x591, 0x5F4, Script::Hebrew, 7},
    Characters{0x60C, 0x6D5, Script::Arabic, 7},
    Characters{0x900, 0x97F, Script::Devanagari, 7},
    Characters{0x980, 0x9FE, Script::Bengali, 7},
    Characters{0xB82, 0xBFA, Script::Tamil, 7},
    Characters{0xC00, 0xC7F, Script::Telugu, 7},
    Characters{0xE01, 0xE5B, Script::Thai, 7},
    Characters{0x10D0, 0x10FF, Script::Georgian, 7},
    Characters{0x1E00, 0x1EFF, Script::Latin, 7},
    Characters{0x200C, 0x203A, Script::Any, 0},
    Characters{0x20A0, 0x20C0, Script::Any, 0},
    Characters{0x2100, 0x22FF, Script::Any, 0}, // letter-like signs, arrows, mathematics
    Characters{0x25A0, 0x27BF, Script::Any, 0}, // shapes and symbols
    Characters{0xFE0E, 0xFE0F, Script::Any, 0},
    Characters{0xFF01, 0xFFEF, Script::Any, 7},
    Characters{0x1F000, 0x1FAFF, Script::Any, 0}, // pictures
    Characters{0x20000, 0x323AF, Script::Any, 0}, // rare Han
};

// What of a text speaks for it.
class Evidence
{
public:
    // False for what no text has.
    bool add(std::uint32_t c)
    {
        const auto known = std::ranges::find_if(
            table, [c](const Characters& set) { return c >= set.first && c <= set.last; });
        if (known == table.end()) {
            return false;
        }
        if (known->script > Script::Latin) {
            if (m_script != Script::Any && m_script != known->script) {
                return false;
            }
            m_script = known->script;
        }
        if (known->script >= Script::Hangul) {
            addDense(c, known->bits);
        } else {
            m_bits += known->bits;
        }
        return true;
    }

    [[nodiscard]] std::size_t bits() const
    {
        // Bytes of ASCII are Han two by two, those of GBK Hangul: their second bytes lie in half of
        // what there is. Those of texts lie anywhere.
        const bool anywhere = m_beyondAscii * 4 >= m_dense && m_below80 * 4 >= m_dense;
        return m_bits + (anywhere ? m_denseBits : 0);
    }

private:
    void addDense(std::uint32_t c, unsigned bits)
    {
        const std::uint32_t low = c & 0xFFU;
        ++m_dense;
        m_denseBits += bits;
        m_beyondAscii += low < 0x20 || low > 0x7E ? 1 : 0;
        m_below80 += low < 0x80 ? 1 : 0;
    }

    std::size_t m_bits = 0;
    std::size_t m_dense = 0;
    std::size_t m_denseBits = 0;
    std::size_t m_beyondAscii = 0;
    std::size_t m_below80 = 0;
    Script m_script = Script::Any;
};

std::size_t evidenceOf(std::string_view body, std::endian order)
{
    Evidence evidence;
    for (std::size_t at = 0; at < body.size(); at += 2) {
        std::uint32_t c = unitAt(body, at, order);
        if (isSurrogate(c)) {
            c = pairAt(body, at, order);
            at += 2;
        }
        if (!evidence.add(c)) {
            return 0;
        }
    }
    return evidence.bits();
}

bool isText(const Result<std::string>& utf8)
{
    constexpr std::string_view noCharacter = "\xEF\xBF\xBF"; // U+FFFF
    return utf8 && utf8->find('\0') == std::string::npos
        && utf8->find(noCharacter) == std::string::npos;
}

} // namespace

Result<std::string> fromUtf16(std::string_view body, std::endian order)
{
    const auto reject = [](const char* why, std::size_t at) {
        return Error{Errc::Malformed, why, "offset " + std::to_string(at)};
    };
    if (body.size() % 2 != 0) {
        return reject("UTF-16 text has an even number of bytes", body.size());
    }
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += 2) {
        std::uint32_t c = unitAt(body, at, order);
        if (at == 0 && c == 0xFEFF) {
            continue; // the byte order mark
        }
        if (isSurrogate(c)) {
            c = pairAt(body, at, order);
            if (c == 0) {
                return reject("half of a UTF-16 surrogate pair is missing", at);
            }
            at += 2;
        }
        appendUtf8(out, c);
    }
    return out;
}

bool isLikelyUtf16(std::string_view body, std::endian order)
{
    constexpr std::size_t enough = 24;
    constexpr std::size_t enoughBehindMark = 4;
    const bool bigEndian = order == std::endian::big;
    const auto other = bigEndian ? std::endian::little : std::endian::big;
    if (body.size() > 2 && body.starts_with(bigEndian ? "\xFE\xFF" : "\xFF\xFE")) {
        // A promise, but for what begins so as a negative number.
        const bool mayBeNumber = body.size() == 4 || body.size() == 8;
        return mayBeNumber ? evidenceOf(body.substr(2), order) >= enoughBehindMark
                           : isText(fromUtf16(body, order));
    }
    if (body.size() % 2 != 0) {
        return false;
    }
    const std::size_t bits = evidenceOf(body, order);
    return bits >= enough && bits > evidenceOf(body, other);
}

} // namespace ottla
