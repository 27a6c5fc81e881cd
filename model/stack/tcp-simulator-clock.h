// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_SIMULATOR_CLOCK_H
#define TCP_SIMULATOR_CLOCK_H

#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/tcp-clock.h"

namespace ns3
{

/**
 * \file
 * The simulator's time and the protocol side's, which counts nanoseconds.
 */

/// \return the simulator's time, as the protocol side knows it
inline tcplifecycle::Instant
TcpNow()
{
    return tcplifecycle::Instant{tcplifecycle::Duration{Simulator::Now().GetNanoSeconds()}};
}

/// \return a length of time in whole nanoseconds
inline tcplifecycle::Duration
ToTcpDuration(Time time)
{
    return tcplifecycle::Duration{time.GetNanoSeconds()};
}

/**
 * \param duration a length of time
 * \return it, rounded up where the simulator's resolution is coarser than a nanosecond: a timer
 *         must not expire before its time
 */
inline Time
ToSimulatorTime(tcplifecycle::Duration duration)
{
    const Time time = NanoSeconds(duration.count());
    return time.GetNanoSeconds() < duration.count() ? time + TimeStep(1) : time;
}

/// \return the longest time that an attribute takes, 100 years: twice as much still fits into
/// ns-3's clock
inline Time
TcpLongestTime()
{
    return Days(36500);
}

} // namespace ns3

#endif // TCP_SIMULATOR_CLOCK_H
