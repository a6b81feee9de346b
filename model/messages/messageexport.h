// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"
#include "model/messages/messagefilter.h"
#include "model/messages/messagejob.h"
#include "model/messages/messagesort.h"
#include "model/messages/messagestore.h"
#include "model/messages/savetarget.h"

#include <functional>
#include <memory>

namespace ottla {

/// Rows of a store.
struct SaveRows
{
    std::shared_ptr<MessageStore> store = {};
    /// Lists them in the order to be written, on the job's thread. Null: all that it holds by then.
    std::function<RowOrder()> list = {};
};

/// Saves messages that were loaded.
[[nodiscard]] std::unique_ptr<MessageJob> saveRowsJob(SaveRows rows, SaveOptions options);

/// Reads a topic anew, straight into files: nothing is kept in memory. Ends at the offsets that the
/// partitions have when it begins, also where the request says live. Null takes all, else what
/// matches the filter. A partition that cannot be read makes the job fail, so that no file passes
/// for all of the topic; what was gone before it could be read is in the report.
[[nodiscard]] std::unique_ptr<MessageJob> saveTopicJob(KafkaProperties properties,
                                                       ReadRequest request,
                                                       std::shared_ptr<const MessageFilter> filter,
                                                       SaveOptions options);

} // namespace ottla
