// SPDX-License-Identifier: GPL-2.0-only

#ifndef CONGESTION_RUN_H
#define CONGESTION_RUN_H

#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <list>
#include <string>
#include <vector>

/// A path between two hosts on which a transfer goes on for some time.
struct CongestionPath
{
    std::string name;
    ns3::DataRate rate;
    ns3::Time delay;       ///< one way
    uint32_t queue;        ///< packets that wait before the link at most
    double loss;           ///< share of the packets towards the receiver that are lost, 0 to 1
    ns3::Time time;        ///< how long the transfer goes on
    uint32_t seeds;        ///< over so many of them the median is taken: 1 where nothing is random
    bool timestamps{true}; ///< both ends use them
    uint32_t delAckCount{2};           ///< an acknowledgment leaves with every so-many-th segment
    std::list<uint32_t> lostPackets{}; ///< towards the receiver, counted from 0; instead of loss
};

/// \return the three paths on which both TCPs are compared
std::vector<CongestionPath> ComparedPaths();

/// Which congestion control both ends of a transfer have.
struct CongestionTypes
{
    ns3::TypeId ops;      ///< a TcpCongestionOps
    ns3::TypeId recovery; ///< a TcpRecoveryOps
};

/// What a transfer came to.
struct CongestionFigures
{
    double goodput{0};    ///< Mbit/s that the receiver was given
    double meanWindow{0}; ///< congestion window in segments, mean over the time
    ns3::TypeId ops;      ///< type of the object that the sender's socket says it uses
};

/// \return all TcpCongestionOps that ns-3 ships and that can be created, in alphabetical order
std::vector<ns3::TypeId> AllCongestionOps();

/// \return all TcpRecoveryOps likewise
std::vector<ns3::TypeId> AllRecoveryOps();

/**
 * Runs a transfer without end over a path, in a simulation of its own.
 * \param lifecycle whether both ends are this TCP; otherwise TcpSocketBase
 * \param types of the congestion control
 * \param path what lies between the hosts
 * \param seed of the losses, from 1
 */
CongestionFigures RunTransfer(bool lifecycle,
                              const CongestionTypes& types,
                              const CongestionPath& path,
                              uint32_t seed);

#endif // CONGESTION_RUN_H
