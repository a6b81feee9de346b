// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/connectzookeeper.h"

#include "cluster/zookeeper/zookeepermetadatastore.h"

namespace ottla::server {

Result<std::unique_ptr<cluster::MetadataStore>> connectToZookeeper(const BrokerConfig& config)
{
    const auto address = cluster::ZookeeperAddress::parse(config.text("zookeeper.connect"));
    if (!address) {
        return address.error();
    }
    using std::chrono::milliseconds;
    auto store = cluster::ZookeeperMetadataStore::open(
        {*address, milliseconds(config.number("zookeeper.session.timeout.ms")),
         milliseconds(config.number("zookeeper.connection.timeout.ms"))});
    if (!store) {
        return store.error();
    }
    return std::unique_ptr<cluster::MetadataStore>(std::move(*store));
}

} // namespace ottla::server
