// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connections/connectionstore.h"

#include <QAbstractListModel>

namespace ottla {

/// The connections as a list. GUI thread.
class ConnectionsModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        IdRole = Qt::UserRole + 1,
        BootstrapRole,
        ColourRole,
        ReadOnlyRole,
        ProductionRole,
    };

    explicit ConnectionsModel(ConnectionStore& store, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    ConnectionStore& m_store;
    int m_count = 0;
};

} // namespace ottla
