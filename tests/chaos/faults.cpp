// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "faults.h"

#include <thread>

namespace ottla::chaos {

int Faults::between(int least, int most)
{
    return std::uniform_int_distribution<int>(least, most)(m_random);
}

void Faults::wait(int leastMs, int mostMs)
{
    std::this_thread::sleep_for(std::chrono::milliseconds(between(leastMs, mostMs)));
}

/// Kills a broker while the others get no turn: what it has acknowledged alone is gone.
void Faults::killWhileOthersPause(int id)
{
    for (int other = 1; other <= m_cluster.brokers(); ++other) {
        if (other != id) {
            m_cluster.pause(other);
        }
    }
    wait(50, 400);
    m_cluster.kill(id);
    for (int other = 1; other <= m_cluster.brokers(); ++other) {
        m_cluster.resume(other);
    }
}

void Faults::doOne()
{
    const int id = between(1, m_cluster.brokers());
    const int kind = between(1, m_cluster.hasOwnRegistry() ? 7 : 6);
    switch (kind) {
    case 1:
        ++m_done["kill -9"];
        m_cluster.kill(id);
        wait(200, 3000);
        break;
    case 2:
        ++m_done["kill -9 while the others are paused"];
        killWhileOthersPause(id);
        wait(1000, 3000);
        break;
    case 3:
        ++m_done["clean stop"];
        m_cluster.terminate(id);
        wait(200, 2000);
        break;
    case 4:
        ++m_done["pause"];
        m_cluster.pause(id);
        wait(200, 4000); // the session lasts for 1.2 s
        break;
    case 5:
        ++m_done["cut from the registry"];
        m_cluster.cutRegistry(id);
        wait(200, 4000);
        break;
    case 6:
        ++m_done["cut from clients and brokers"];
        m_cluster.cut(id);
        wait(200, 4000);
        break;
    default:
        ++m_done["kill -9 of the registry"];
        m_cluster.killRegistry();
        wait(200, 3000);
        break;
    }
    m_cluster.healAll();
    wait(500, 3000);
}

} // namespace ottla::chaos
