// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/filters/textsearch.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ottla {

namespace {

re2::StringPiece piece(std::string_view text)
{
    return {text.data(), text.size()};
}

std::shared_ptr<const re2::RE2> compile(const std::string& pattern)
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    return std::make_shared<const re2::RE2>(pattern, options);
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

} // namespace

Result<Regex> Regex::parse(std::string_view pattern, std::string_view flags)
{
    const std::string group = flags.empty() ? std::string() : "(?" + std::string(flags) + ")";
    auto expression = compile(group + std::string(pattern));
    if (!expression->ok()) {
        return Error{Errc::InvalidArgument, expression->error(), expression->error_arg()};
    }
    return Regex(std::move(expression));
}

bool Regex::in(std::string_view text) const
{
    return re2::RE2::PartialMatch(piece(text), *m_expression);
}

TextSearch::TextSearch(std::string_view text)
    : m_lower(text)
{
    const bool ascii = std::all_of(text.begin(), text.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!ascii) {
        m_folded = compile("(?i)" + re2::RE2::QuoteMeta(piece(text)));
        return;
    }
    for (char& c : m_lower) {
        const char bit = isLetter(c) ? 0x20 : 0;
        c = static_cast<char>(c | bit);
        m_caseBits.push_back(bit);
    }
}

bool TextSearch::isAt(const char* place) const
{
    for (std::size_t i = 0; i < m_lower.size(); ++i) {
        if ((place[i] | m_caseBits[i]) != m_lower[i]) {
            return false;
        }
    }
    return true;
}

bool TextSearch::begins(std::string_view body) const
{
    if (m_folded) {
        // A folded letter may have another length, so the search decides how far to look.
        return m_folded->Match(piece(body), 0, body.size(), re2::RE2::ANCHOR_START, nullptr, 0);
    }
    return body.size() >= m_lower.size() && isAt(body.data());
}

// Looks at 16 places at once for the first and the last byte of the text, and at the rest of it
// only where both are there.
bool TextSearch::in(std::string_view body) const
{
    if (m_folded) {
        return re2::RE2::PartialMatch(piece(body), *m_folded);
    }
    const std::size_t size = m_lower.size();
    if (size == 0 || body.size() < size) {
        return size == 0;
    }
    const char* at = body.data();
    const char* const end = at + (body.size() - size + 1);
#ifdef __SSE2__
    const auto load = [](const char* from) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    };
    const __m128i first = _mm_set1_epi8(m_lower.front());
    const __m128i firstCase = _mm_set1_epi8(m_caseBits.front());
    const __m128i last = _mm_set1_epi8(m_lower.back());
    const __m128i lastCase = _mm_set1_epi8(m_caseBits.back());
    for (; at + 16 <= end; at += 16) {
        const __m128i heads = _mm_cmpeq_epi8(_mm_or_si128(load(at), firstCase), first);
        const __m128i tails = _mm_cmpeq_epi8(_mm_or_si128(load(at + size - 1), lastCase), last);
        auto places = static_cast<unsigned>(_mm_movemask_epi8(_mm_and_si128(heads, tails)));
        for (; places != 0; places &= places - 1) {
            if (isAt(at + __builtin_ctz(places))) {
                return true;
            }
        }
    }
#endif
    for (; at < end; ++at) {
        if (isAt(at)) {
            return true;
        }
    }
    return false;
}

} // namespace ottla
