// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>

#include <utility>

namespace ottla {

/// `function` for as long as `context` is there, and nothing from then on: what a callback that
/// comes later, by something other than a signal, is wrapped in. To be called on `context`'s
/// thread.
template <typename Function>
[[nodiscard]] auto guarded(QObject* context, Function function)
{
    Q_ASSERT(context != nullptr);
    return
        [guard = QPointer<QObject>(context), function = std::move(function)](auto&&... arguments) {
            if (guard) {
                function(std::forward<decltype(arguments)>(arguments)...);
            }
        };
}

} // namespace ottla
