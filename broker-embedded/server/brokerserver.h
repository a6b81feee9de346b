// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/file.h"
#include "base/result.h"
#include "cluster/metadatastore.h"
#include "server/broker.h"
#include "server/config.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace ottla::server {

/// A whole broker in this process: data directory, metadata, partitions, groups, listeners and the
/// threads that serve them. One thread owns the object.
class BrokerServer
{
public:
    struct Options
    {
        std::filesystem::path data;
        BrokerConfig config;
        /// Makes the store of a cluster of several brokers, which all see the same znodes; this
        /// broker registers there. Empty: the node is a cluster of its own, in its local store.
        std::function<Result<std::unique_ptr<cluster::MetadataStore>>(const BrokerConfig&)>
            makeMetadata = {};
        /// Called once when the data directory has failed, from any thread: the broker answers
        /// KAFKA_STORAGE_ERROR from then on, and is to be stopped, so that others lead.
        std::function<void()> storageFailed = {};
    };

    /// Opens the data and serves requests when it returns. Errors say what to do: Errc::Busy for a
    /// port or a folder in use, Errc::Denied, Errc::Conflict for another broker's folder.
    /// `files` and `clock` must outlive the server.
    [[nodiscard]] static Result<std::unique_ptr<BrokerServer>>
    start(FileSystem& files, const Clock& clock, Options options);
    /// Calls stop() where that was not done.
    ~BrokerServer();
    BrokerServer(const BrokerServer&) = delete;
    BrokerServer& operator=(const BrokerServer&) = delete;

    /// As bound: the port is the real one.
    [[nodiscard]] const std::vector<AdvertisedListener>& listeners() const;
    [[nodiscard]] const std::string& clusterId() const;
    [[nodiscard]] std::size_t connectionCount() const;

    /// Stops serving, joins the threads, and closes the logs so that the next start needs no
    /// recovery. The failure of a data directory that has failed is what it returns.
    [[nodiscard]] Result<void> stop();

private:
    struct Parts;
    explicit BrokerServer(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> m_parts;
};

} // namespace ottla::server
