// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "cluster/metadatastore.h"

#include <map>
#include <memory>
#include <mutex>

namespace ottla::cluster {

/// The metadata of a node that is a cluster of its own, in one file.
///
/// The file is a log: the 8 bytes "OTTLAMET", an int32 format version (1), then entries. An entry
/// is an int32 length, the CRC-32C of what follows, and `length` bytes: an int32 count, then for
/// each change an int8 (1 put, 2 remove), the path, and for a put an int32 version and the data;
/// texts have an int32 length; all big-endian. One entry is one apply(): it is there whole or not
/// at all. Each is synced before apply() returns, so only the last can be torn by a crash; it is
/// cut when the file is opened. The file is written anew when it has grown far beyond what lives in
/// it.
class LocalMetadataStore final : public MetadataStore
{
public:
    /// Errc::Corrupt names file and position where damage lies before the last entry;
    /// Errc::Unsupported a file that a newer version wrote.
    [[nodiscard]] static Result<std::unique_ptr<LocalMetadataStore>>
    open(FileSystem& files, std::filesystem::path path);

    [[nodiscard]] std::optional<Znode> get(const std::string& path) const override;
    [[nodiscard]] std::vector<std::string> children(const std::string& path) const override;
    [[nodiscard]] Result<void> apply(const std::vector<MetadataOperation>& operations) override;
    void setListener(Listener listener) override;

private:
    using Tree = std::map<std::string, Znode>;

    LocalMetadataStore(FileSystem& files, std::filesystem::path path);
    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<void> replay(BytesView content);
    void tell(const std::vector<MetadataOperation>& operations);
    void rewriteWhenOvergrown();
    [[nodiscard]] Result<void> settle();
    [[nodiscard]] Result<void> append(BytesView entry);
    [[nodiscard]] Result<void> rewrite();
    [[nodiscard]] bool isOvergrown() const;

    FileSystem& m_files;
    const std::filesystem::path m_path;
    std::mutex m_telling; ///< Guards m_listener; held while it is called.
    Listener m_listener;
    mutable std::mutex m_mutex; ///< Guards what follows.
    Tree m_tree;
    std::shared_ptr<File> m_file; ///< Null until settle() when the file was written anew.
    std::uint64_t m_end = 0; ///< Of the last whole entry, in bytes.
    std::uint64_t m_liveBytes = 0; ///< What the tree would take in the file, about.
    bool m_renamed = false; ///< The file's name is not known to be durable.
    bool m_torn = false; ///< Behind m_end lies what a failed change left.
};

} // namespace ottla::cluster
