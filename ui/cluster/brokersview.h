// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cluster/brokersmodel.h"

#include <QWidget>

namespace ottla {

class ClusterService;

/// The brokers of a cluster.
class BrokersView : public QWidget
{
    Q_OBJECT

public:
    explicit BrokersView(ClusterService& service, QWidget* parent = nullptr);

private:
    BrokersModel m_model;
};

} // namespace ottla
