// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"

#include <QByteArray>
#include <QFile>
#include <QList>

#include <string_view>

namespace ottla::test {

inline std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

inline QByteArray shown(const Decoded& decoded)
{
    if (const auto* text = std::get_if<DecodedText>(&decoded.content)) {
        return QByteArray::fromStdString(text->text).simplified();
    }
    return QByteArray::fromStdString(toText(std::get<DecodedValue>(decoded.content))).simplified();
}

/// What it is, or why there is nothing.
inline QByteArray shown(const Result<Decoded>& decoded)
{
    return decoded ? shown(*decoded) : QByteArray::fromStdString(decoded.error().describe());
}

inline QByteArray shown(const Result<DecodedValue>& value)
{
    return value ? QByteArray::fromStdString(toText(*value)).simplified()
                 : QByteArray::fromStdString(value.error().describe());
}

/// The lines of a file of vectors, split at tabs; empty when it cannot be read.
inline QList<QList<QByteArray>> vectorLines(const QString& path)
{
    QList<QList<QByteArray>> lines;
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd()) {
            QByteArray line = file.readLine();
            line.chop(1);
            lines.append(line.split('\t'));
        }
    }
    return lines;
}

/// Calls `check` with the body cut after each byte but the last.
template <typename Check>
void forEachPrefix(const QByteArray& body, Check check)
{
    for (qsizetype size = 0; size < body.size(); ++size) {
        check(body.first(size));
    }
}

/// Calls `check` with each bit of the body turned, one at a time.
template <typename Check>
void forEachFlip(const QByteArray& body, Check check)
{
    for (qsizetype bit = 0; bit < body.size() * 8; ++bit) {
        QByteArray flipped = body;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        check(flipped);
    }
}

} // namespace ottla::test
