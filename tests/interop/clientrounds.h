// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "interop/program.h"
#include "support/brokerprocess.h"

#include <QObject>

namespace ottla::test {

/// What every client of today is put through, as the tests of a class that inherits it. Its script
/// takes COMMAND BOOTSTRAP … and ends with status 0 and one JSON line of what it saw:
///
///   admin TOPIC                        creates, refuses twice, adds partitions, alters, deletes
///   codec TOPIC CODEC COUNT            produces with it, and consumes in order
///   group TOPIC GROUP PARTITIONS COUNT two members share, one leaves, everything is committed
///   committed TOPIC GROUP PARTITIONS   the group's offsets and state, asked by an administrator
class ClientRounds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void administersTopics();
    void producesAndConsumes_data();
    void producesAndConsumes();
    void sharesATopicInAGroupAndFindsItsOffsetsAfterARestart();

protected:
    /// As in OTTLA_REQUIRE.
    [[nodiscard]] virtual QString client() const = 0;
    /// Whether what command() starts is there.
    [[nodiscard]] virtual bool installed() const = 0;
    /// The program and the arguments that precede COMMAND.
    [[nodiscard]] virtual QStringList command() const = 0;

private:
    [[nodiscard]] ProgramResult run(const QString& command, const QStringList& arguments);

    BrokerProcess m_broker;
};

} // namespace ottla::test
