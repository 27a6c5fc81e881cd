// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_DESCRIPTOR_H
#define TCPLAB_DRILL_DESCRIPTOR_H

#include "drill-socket.h"

#include <cstdint>
#include <fcntl.h>
#include <map>
#include <optional>
#include <sys/socket.h>
#include <utility>

namespace tcplab::drill
{

/// What SO_LINGER says of close().
struct LingerOption
{
    bool on{false};
    int64_t seconds{0};
};

/// A file descriptor: a socket, and what Linux keeps of it above TCP.
struct Descriptor
{
    Descriptor(Bench& bench, Stack& stack, ns3::Ptr<ns3::Socket> itsSocket)
        : socket(bench, stack, itsSocket)
    {
    }

    /// Where connect() has got to.
    enum class Connecting : uint8_t
    {
        No,
        InProgress, ///< connect() was called, and has not told of the outcome
        Done,
    };

    HostSocket socket;
    int64_t flags{O_RDWR};      ///< of fcntl(F_SETFL)
    int64_t descriptorFlags{0}; ///< of fcntl(F_SETFD)
    Connecting connecting{Connecting::No};
    bool sendingIsShut{false};
    bool receivingIsShut{false};
    LingerOption linger;
    int64_t receiveLowWater{1}; ///< SO_RCVLOWAT
    /// Values of options by level and name, as they were set.
    std::map<std::pair<int64_t, int64_t>, int64_t> options;

    /// \param messageFlags of recv() or send()
    bool Blocks(int64_t messageFlags) const
    {
        return !(flags & O_NONBLOCK) && !(messageFlags & MSG_DONTWAIT);
    }

    bool IsOpening() const
    {
        const auto state = socket.GetState();
        return state == tcplifecycle::State::SynSent || state == tcplifecycle::State::SynReceived;
    }
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_DESCRIPTOR_H
