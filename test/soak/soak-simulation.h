// SPDX-License-Identifier: GPL-2.0-only

#ifndef SOAK_SIMULATION_H
#define SOAK_SIMULATION_H

#include "soak-connection.h"
#include "soak-network.h"
#include "soak-run.h"

#include <cstdint>
#include <memory>
#include <vector>

/// What a run came to, beside failures. It can be copied octet by octet.
struct SoakResult
{
    uint32_t connections{0};
    uint32_t gaveUp{0};      ///< connections of which an end gave up after its last retry
    uint32_t spoiltByNs3{0}; ///< connections that TcpSocketBase brought to a bad end
    uint64_t octets{0};      ///< read by users
    uint64_t segments{0};    ///< sent and received
    uint64_t lost{0};        ///< segments
    uint64_t overtaken{0};   ///< segments
    uint64_t repeated{0};    ///< segments
};

/// A run in ns-3's simulator, which must be as it was when the program began.
class SoakSimulation
{
  public:
    /// \param run what to simulate
    explicit SoakSimulation(const SoakRun& run);

    SoakSimulation(const SoakSimulation&) = delete;
    SoakSimulation& operator=(const SoakSimulation&) = delete;

    /// Runs until nothing is left to be done, and reports what is wrong as failures.
    SoakResult Run();

    /// \return the network, to change it before Run
    SoakNetwork& GetNetwork()
    {
        return m_network;
    }

    /// \return a connection
    SoakConnection& GetConnection(size_t number)
    {
        return *m_connections.at(number);
    }

  private:
    void SegmentPasses(size_t connection,
                       uint32_t side,
                       bool leaves,
                       const ns3::TcpHeader& header,
                       uint32_t text);
    SoakResult Check();

    const SoakRun& m_run;
    SoakNetwork m_network;
    std::vector<std::unique_ptr<SoakConnection>> m_connections;
    uint64_t m_segments{0};
    bool m_endless{false};    ///< there were too many
    uint64_t m_eventsLeft{0}; ///< events that still happen when all should be over
};

#endif // SOAK_SIMULATION_H
