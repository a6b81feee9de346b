// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

namespace ottla::server {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

/// Takes lines off the front of a text, joined where a line ends in an odd number of backslashes.
class Lines
{
public:
    explicit Lines(std::string_view text)
        : m_rest(text)
    { }

    /// False at the end. `number` is of the first physical line, from 1.
    bool next(std::string& line, int& number)
    {
        line.clear();
        if (m_rest.empty()) {
            return false;
        }
        number = m_number + 1;
        bool more = true;
        while (more && !m_rest.empty()) {
            const auto end = m_rest.find('\n');
            std::string_view piece = m_rest.substr(0, end);
            m_rest = end == std::string_view::npos ? std::string_view{} : m_rest.substr(end + 1);
            ++m_number;
            if (!piece.empty() && piece.back() == '\r') {
                piece.remove_suffix(1);
            }
            while (!piece.empty() && isBlank(piece.front())) {
                piece.remove_prefix(1);
            }
            if (line.empty() && !piece.empty() && (piece[0] == '#' || piece[0] == '!')) {
                return true;
            }
            const auto text = piece.find_last_not_of('\\');
            const auto slashes = piece.size() - (text == std::string_view::npos ? 0 : text + 1);
            more = slashes % 2 == 1;
            line += more ? piece.substr(0, piece.size() - 1) : piece;
        }
        return true;
    }

private:
    std::string_view m_rest;
    int m_number = 0;
};

/// Takes escapes out; stops before a separator when `asName`.
std::string takeToken(std::string_view& rest, bool asName)
{
    std::string token;
    while (!rest.empty()) {
        char c = rest.front();
        if (asName && (c == '=' || c == ':' || isBlank(c))) {
            break;
        }
        rest.remove_prefix(1);
        if (c == '\\' && !rest.empty()) {
            c = rest.front();
            rest.remove_prefix(1);
            c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c == 'f' ? '\f' : c;
        }
        token.push_back(c);
    }
    return token;
}

} // namespace

Result<LoadedConfig> parseConfig(std::string_view content, const std::string& file)
{
    LoadedConfig loaded;
    Lines lines(content);
    std::string line;
    for (int number = 0; lines.next(line, number);) {
        std::string_view rest = line;
        const std::string name = takeToken(rest, true);
        if (name.empty() && rest.empty()) {
            continue;
        }
        const auto skipBlanks = [&rest] {
            while (!rest.empty() && isBlank(rest.front())) {
                rest.remove_prefix(1);
            }
        };
        skipBlanks();
        if (!rest.empty() && (rest.front() == '=' || rest.front() == ':')) {
            rest.remove_prefix(1);
            skipBlanks();
        }
        std::string value = takeToken(rest, false);
        while (!value.empty() && isBlank(value.back())) {
            value.pop_back();
        }
        const std::string place = file + ":" + std::to_string(number);
        const auto set = loaded.config.set(name, value);
        if (!set && set.error().code == Errc::NotFound) {
            loaded.warnings.push_back(place + ": " + set.error().message + " is ignored");
        } else if (!set) {
            return Error{set.error().code, place + ": " + set.error().message};
        } else if (name == "compression.type" && value != "producer") {
            loaded.warnings.push_back(place
                                      + ": stored batches keep their producer's compression, "
                                        "whatever compression.type says");
        }
    }
    return loaded;
}

} // namespace ottla::server
