// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "registry/serverstate.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace ottla::registry {

/// ZooKeeper's commands of four letters, for people and for monitoring, in the format of its 3.8.
/// Owner's thread.
class FourLetterWords
{
public:
    FourLetterWords(const ServerState& state, FileSystem& files, std::filesystem::path data);

    /// Whether ZooKeeper knows the word. What it does not know is the length of a frame.
    [[nodiscard]] static bool isKnown(std::string_view letters);
    /// The whole answer; the connection ends behind it.
    [[nodiscard]] std::string run(std::string_view command) const;

private:
    [[nodiscard]] std::string srvr(bool withClients) const;
    [[nodiscard]] std::string mntr() const;
    [[nodiscard]] std::string cons() const;
    [[nodiscard]] std::string dump() const;
    [[nodiscard]] std::string watchSummary() const;
    [[nodiscard]] std::string watchesByPath() const;
    [[nodiscard]] std::string watchesBySession() const;
    [[nodiscard]] std::string conf() const;
    [[nodiscard]] std::string date(Clock::TimePoint time) const;
    [[nodiscard]] std::size_t nodeCount() const;
    [[nodiscard]] std::int64_t folderBytes() const;

    const ServerState& m_state;
    FileSystem& m_files;
    const std::filesystem::path m_data;
};

} // namespace ottla::registry
