// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_RECORDING_H
#define TCPLAB_DRILL_RECORDING_H

#include "drill-script.h"

#include "ns3/tcp-trace-record.h"

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace tcplab::drill
{

/// What a trace tells of a host, as a packet script.
struct Recording
{
    IpVersion ipVersion{IpVersion::Ipv4};
    std::vector<Event> events;
    size_t otherConnections{0}; ///< of the host, that are left out: a script speaks of one
    bool isFollowed{false};     ///< by another connection between the same ends, left out, too
};

/**
 * Makes a packet script of what happened at a host: its calls, the segments that arrived, and those
 * that it sent. Text that arrives in order is read at once, as the user of a scenario does; windows
 * of the host are left open.
 *
 * \param trace what was observed
 * \param host an index of its hosts
 * \return the script of the host's first connection; no events if it had none
 */
Recording Record(const ns3::TcpTrace& trace, uint32_t host);

/**
 * Writes it as a file that packetdrill reads, too.
 *
 * \param os where to
 * \param trace what was observed
 * \param host an index of its hosts
 * \param title of what was run
 * \param settings what the command line has to say for the script to hold: " --set *.Msl=1s"; may
 * be empty
 * \return whether there is anything in it to be run
 */
bool WritePacketScript(std::ostream& os,
                       const ns3::TcpTrace& trace,
                       uint32_t host,
                       const std::string& title,
                       const std::string& settings);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_RECORDING_H
