// SPDX-License-Identifier: GPL-2.0-only

#ifndef SOAK_RUN_H
#define SOAK_RUN_H

#include "transfer-application.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"

#include <array>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

/// How the hosts of a run are connected.
enum class SoakTopology
{
    Direct,   ///< two hosts, a link
    Router,   ///< two hosts, a router between them
    Csma,     ///< all hosts at one bus
    Dumbbell, ///< clients, a router, a bottleneck, another router, servers
};

/// In which order the two ends of a connection close.
enum class SoakEnding
{
    ClientFirst, ///< when both have all that is to come
    ServerFirst, ///< likewise
    BothAtOnce,  ///< likewise
    HalfClose,   ///< the client when it has sent, the server sends only then
    WhenSent,    ///< each when it has sent, whatever is still to come
};

/// Of two ends, which is which.
enum SoakSide : uint32_t
{
    SOAK_CLIENT = 0,
    SOAK_SERVER = 1
};

/// One end of a connection.
struct SoakEnd
{
    bool ours{true};   ///< whether its TCP is this one; otherwise ns-3's own, TcpSocketBase
    TransferPlan plan; ///< what its user does
};

/// A connection between two hosts of its own.
struct SoakConnectionPlan
{
    std::array<SoakEnd, 2> ends;
    SoakEnding ending{SoakEnding::ClientFirst};
};

/// What happens to segments just before they arrive at a host.
struct SoakDisturbance
{
    double loss{0};         ///< probability that one is lost
    ns3::Time jitter;       ///< longest additional delay, which changes their order
    double repeat{0};       ///< probability that one comes twice
    ns3::Time outageStart;  ///< from then on all are lost
    ns3::Time outageLength; ///< for so long; 0: there is no outage

    /**
     * \return whether it is thinkable that a segment and all its retransmissions are lost.
     * Otherwise it is so improbable (with a loss of 3 %, a segment or its acknowledgment is lost
     * seven times one after another once in 300 million) that something else is wrong.
     */
    bool MayMakeGiveUp() const
    {
        return loss > 0.03 || outageLength > ns3::Time(0);
    }
};

/// All that there is to say of a run. A number, the seed, chooses it.
struct SoakRun
{
    /// \param seed chooses everything \return the run
    static SoakRun Draw(uint32_t seed);

    uint32_t seed{0};
    SoakTopology topology{SoakTopology::Direct};
    bool ipv6{false};
    ns3::DataRate rate;         ///< of the narrowest link
    ns3::Time delay;            ///< of each link
    uint16_t mtu{1500};         ///< of the links to the hosts, in octets
    uint16_t middleMtu{1500};   ///< of the links behind the clients' routers
    uint32_t queueLength{0};    ///< packets that a device queues; 0: without bound
    std::string queueDisc;      ///< type of the queue discs; empty: none
    bool queueDiscMarks{false}; ///< whether it marks by ECN
    bool checksums{false};      ///< whether checksums are computed and verified
    std::string congestionType; ///< TypeId of our ends' congestion control
    std::string recoveryType;   ///< TypeId of our ends' loss recovery
    SoakDisturbance disturbance;
    std::vector<SoakConnectionPlan> connections;
    bool printSegments{false}; ///< to standard output, as they leave and arrive
};

/// Says all of a run that matters.
std::ostream& operator<<(std::ostream& stream, const SoakRun& run);

#endif // SOAK_RUN_H
