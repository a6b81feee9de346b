// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

class QThreadPool;

namespace ottla {

/// The threads that fetch schemas: not those of async/background.h, of which some wait for them.
[[nodiscard]] QThreadPool* schemaPool();

} // namespace ottla
