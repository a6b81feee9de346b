// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The body of dumper.h's template; see codecimpl.h.
#include "wire/dumper.h"
#include "wire/fieldtraits.h"

namespace ottla::wire {

/// Appends `text` as a JSON string.
void appendQuoted(std::string& out, std::string_view text);
/// Appends `bytes` as a JSON string of hex digits.
void appendHex(std::string& out, BytesView bytes);

/// The archive that writes a message as JSON.
class Dumper
{
public:
    Dumper(std::string& out, std::int16_t version)
        : m_out(out)
        , m_version(version)
    { }

    template <typename T>
    void operator()(const char* name, const T& member, const FieldSpec& spec = {},
                    const std::type_identity_t<T>& = {})
    {
        if (spec.versions.contains(m_version)) {
            writeName(name);
            write(member);
        }
    }
    template <typename T>
    void tagged(std::uint32_t, const char* name, const T& member, const FieldSpec& spec,
                const std::type_identity_t<T>& fallback = {})
    {
        if (spec.versions.contains(m_version) && !isDefault(member, fallback)) {
            writeName(name);
            write(member);
        }
    }

    template <typename T>
    void write(const T& value)
    {
        if constexpr (IsOptional<T>::value) {
            if (value) {
                write(*value);
            } else {
                m_out += "null";
            }
        } else if constexpr (IsVector<T>::value) {
            m_out += '[';
            const char* separator = "";
            for (const auto& element : value) {
                m_out += std::exchange(separator, ",");
                write(static_cast<const typename T::value_type&>(element));
            }
            m_out += ']';
        } else if constexpr (std::is_same_v<T, std::string>) {
            appendQuoted(m_out, value);
        } else if constexpr (std::is_same_v<T, Bytes>) {
            appendHex(m_out, value);
        } else if constexpr (std::is_same_v<T, Records>) {
            writeRecords(value);
        } else if constexpr (std::is_same_v<T, Uuid>) {
            appendQuoted(m_out, value.toString());
        } else if constexpr (std::is_same_v<T, ErrorCode>) {
            appendQuoted(m_out, toString(value));
        } else if constexpr (isStruct<T>) {
            const char* outer = std::exchange(m_separator, "");
            m_out += '{';
            T::fields(*this, value);
            m_out += '}';
            m_separator = outer;
        } else if constexpr (std::is_same_v<T, bool>) {
            m_out += value ? "true" : "false";
        } else {
            m_out += std::to_string(value);
        }
    }

private:
    void writeName(const char* name)
    {
        m_out += std::exchange(m_separator, ",");
        appendQuoted(m_out, name);
        m_out += ':';
    }

    void writeRecords(const Records& records)
    {
        std::uint64_t size = 0;
        if (const auto* bytes = std::get_if<BytesView>(&records)) {
            size = bytes->size();
        } else if (const auto* regions = std::get_if<std::vector<FileRegion>>(&records)) {
            for (const FileRegion& region : *regions) {
                size += region.size;
            }
        } else {
            m_out += "null";
            return;
        }
        m_out += "{\"size\":" + std::to_string(size) + '}';
    }

    std::string& m_out;
    std::int16_t m_version;
    const char* m_separator = "";
};

template <typename Message>
std::string dumpMessage(const Message& message, std::int16_t version)
{
    std::string text;
    Dumper(text, version).write(message);
    return text;
}

} // namespace ottla::wire
