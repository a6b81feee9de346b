// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

class QWidget;

namespace ottla {

/// Opens, or brings to the front, a page on how filters are written. GUI thread.
void showFilterHelp(QWidget* parent);

} // namespace ottla
