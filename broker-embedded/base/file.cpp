// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

namespace ottla {

Result<void> FileSystem::removeTree(const std::filesystem::path& path)
{
    if (!exists(path)) {
        return {};
    }
    if (isDirectory(path)) {
        auto names = list(path);
        if (!names) {
            return names.error();
        }
        for (const std::string& name : *names) {
            if (auto removed = removeTree(path / name); !removed) {
                return removed;
            }
        }
    }
    return remove(path);
}

Result<Bytes> FileSystem::readAll(const std::filesystem::path& path, std::uint64_t limit)
{
    auto file = open(path, OpenMode::Read);
    if (!file) {
        return file.error();
    }
    auto size = (*file)->size();
    if (!size) {
        return size.error();
    }
    if (*size > limit) {
        return Error{Errc::TooLarge,
                     "The file has " + std::to_string(*size) + " bytes, more than expected",
                     path.string()};
    }
    Bytes content(*size);
    auto count = (*file)->read(0, content);
    if (!count) {
        return count.error();
    }
    content.resize(*count);
    return content;
}

Result<void> FileSystem::replace(const std::filesystem::path& path, BytesView content)
{
    const std::filesystem::path temporary = path.string() + ".tmp";
    if (auto removed = remove(temporary); !removed) {
        return removed;
    }
    {
        auto file = open(temporary, OpenMode::CreateNew);
        if (!file) {
            return file.error();
        }
        if (auto written = (*file)->write(0, content); !written) {
            return written;
        }
        if (auto synced = (*file)->sync(); !synced) {
            return synced;
        }
    }
    if (auto renamed = rename(temporary, path); !renamed) {
        return renamed;
    }
    return syncDirectory(path.parent_path());
}

} // namespace ottla
