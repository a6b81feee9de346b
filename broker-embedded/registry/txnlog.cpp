// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/txnlog.h"

#include "registry/filenames.h"
#include "registry/logformat.h"

#include <algorithm>
#include <utility>

namespace ottla::registry {

namespace {

/// A file that grows makes each sync commit the file system's journal as well, which takes longer
/// than a small batch itself. So zeros are written ahead of small batches; a large one pays for its
/// own growth.
constexpr std::size_t smallBatch = 16U << 10U;
/// A log that is used little stays small.
constexpr std::uint64_t leastReserved = 64U << 10U;

} // namespace

TxnLog::TxnLog(FileSystem& files, std::filesystem::path folder, Tail tail, Options options)
    : m_files(files)
    , m_folder(std::move(folder))
    , m_options(options)
    , m_rollNext(tail.file == nullptr)
    , m_end(tail.end)
    , m_batchStart(tail.end)
    , m_file(std::move(tail.file))
    , m_written(tail.end)
    , m_reserved(tail.end)
{ }

void TxnLog::append(std::string_view record, std::int64_t zxid)
{
    // A file without records is as good as a new one, and has the name that a new one would get.
    if (std::exchange(m_rollNext, false) && m_end != fileHeaderSize) {
        m_pending.pieces.push_back({zxid, {}});
        appendFileHeader(m_pending.pieces.back().bytes, logMagic, zxid);
        m_end = fileHeaderSize;
        m_batchStart = 0; // the header is of the same batch
    } else if (m_pending.pieces.empty()) {
        m_pending.pieces.emplace_back();
        m_batchStart = m_end;
    }
    std::string& bytes = m_pending.pieces.back().bytes;
    appendRecord(bytes, m_batchStart, record);
    m_end += recordOverhead + record.size();
    m_pending.lastZxid = zxid;
}

TxnLog::Batch TxnLog::takeBatch()
{
    return std::exchange(m_pending, {});
}

Result<void> TxnLog::openNext(std::int64_t zxid)
{
    if (auto closed = close(); !closed) {
        return closed;
    }
    auto opened = m_files.open(m_folder / fileName(logPrefix, zxid), OpenMode::CreateNew);
    if (!opened) {
        return opened.error();
    }
    m_file = std::move(*opened);
    m_written = 0;
    m_reserved = 0;
    return {};
}

Result<void> TxnLog::writePiece(Batch::Piece& piece)
{
    const std::uint64_t end = m_written + piece.bytes.size();
    if (m_options.sync && end > m_reserved && piece.bytes.size() < smallBatch) {
        const std::uint64_t ahead = std::max(leastReserved, m_written);
        piece.bytes.append(std::min<std::uint64_t>(m_options.reserveBytes, ahead), '\0');
    }
    if (auto written = m_file->write(m_written, asBytes(piece.bytes)); !written) {
        return written;
    }
    m_reserved = std::max(m_reserved, m_written + piece.bytes.size());
    m_written = end;
    return {};
}

Result<void> TxnLog::write(Batch& batch)
{
    for (Batch::Piece& piece : batch.pieces) {
        if (piece.newFile != 0) {
            if (auto opened = openNext(piece.newFile); !opened) {
                return opened;
            }
        }
        if (auto written = writePiece(piece); !written) {
            return written;
        }
        if (m_options.sync) {
            if (auto synced = m_file->sync(); !synced) {
                return synced;
            }
        }
        if (piece.newFile != 0) {
            if (auto synced = m_files.syncDirectory(m_folder); !synced) {
                return synced;
            }
        }
    }
    return {};
}

Result<void> TxnLog::close()
{
    if (!m_file) {
        return {};
    }
    if (m_reserved > m_written) {
        if (auto cut = m_file->truncate(m_written); !cut) {
            return cut;
        }
        m_reserved = m_written;
    }
    return m_file->sync();
}

} // namespace ottla::registry
