// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "net/sendfile.h"

namespace ottla::net {

Result<SendFileResult> sendFileSome(int, const FileRegion&)
{
    return SendFileResult{};
}

} // namespace ottla::net
