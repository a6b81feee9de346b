// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/replicaplacement.h"

#include <algorithm>
#include <cassert>
#include <random>
#include <set>

namespace ottla::cluster {

namespace {

struct Seat
{
    NodeId broker;
    std::string rack;
};

/// By id; where racks are known, one of each rack in turn, so that neighbours are of different
/// ones.
std::vector<Seat> seatsOf(const LiveBrokers::Map& brokers, bool byRack)
{
    std::vector<Seat> seats;
    if (!byRack) {
        for (const auto& [id, broker] : brokers) {
            seats.push_back({id, {}});
        }
        return seats;
    }
    std::map<std::string, std::vector<NodeId>> racks;
    for (const auto& [id, broker] : brokers) {
        racks[broker.rack.value_or("")].push_back(id);
    }
    for (std::size_t row = 0; seats.size() < brokers.size(); ++row) {
        for (const auto& [rack, members] : racks) {
            if (row < members.size()) {
                seats.push_back({members[row], rack});
            }
        }
    }
    return seats;
}

/// The seat of a further replica: never the first one's.
std::size_t seatOf(std::size_t first, std::size_t shift, std::size_t replica, std::size_t seats)
{
    return (first + 1 + (shift + replica) % (seats - 1)) % seats;
}

} // namespace

PlacementStart PlacementStart::random()
{
    std::random_device chance;
    constexpr std::uint32_t bound = 1U << 16U;
    return {chance() % bound, chance() % bound, 0};
}

Assignment placeReplicas(const LiveBrokers::Map& brokers, std::uint32_t partitions,
                         std::uint32_t replicas, PlacementStart start)
{
    assert(replicas >= 1 && replicas <= brokers.size());
    const bool byRack = std::all_of(brokers.begin(), brokers.end(),
                                    [](const auto& entry) { return entry.second.rack; });
    const std::vector<Seat> seats = seatsOf(brokers, byRack);
    std::set<std::string> allRacks;
    for (const Seat& seat : seats) {
        allRacks.insert(seat.rack);
    }
    Assignment assignment;
    std::size_t shift = start.shift;
    for (std::size_t partition = start.partition; partition < start.partition + partitions;
         ++partition) {
        if (partition > 0 && partition % seats.size() == 0) {
            ++shift;
        }
        const std::size_t first = (partition + start.broker) % seats.size();
        std::vector<NodeId>& chosen = assignment.emplace_back();
        chosen.push_back(seats[first].broker);
        std::set<std::string> racks{seats[first].rack};
        for (std::size_t at = 0; chosen.size() < replicas; ++at) {
            const Seat& seat =
                seats[seatOf(first, byRack ? shift * allRacks.size() : shift, at, seats.size())];
            const bool taken = std::find(chosen.begin(), chosen.end(), seat.broker) != chosen.end();
            if (!taken && (!racks.contains(seat.rack) || racks.size() == allRacks.size())) {
                chosen.push_back(seat.broker);
                racks.insert(seat.rack);
            }
        }
    }
    return assignment;
}

} // namespace ottla::cluster
