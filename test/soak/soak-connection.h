// SPDX-License-Identifier: GPL-2.0-only

#ifndef SOAK_CONNECTION_H
#define SOAK_CONNECTION_H

#include "soak-network.h"
#include "soak-referee.h"
#include "soak-run.h"
#include "transfer-application.h"

#include "ns3/tcp-lifecycle-transition.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// What became of a connection of which our ends did nothing wrong.
enum class SoakOutcome
{
    Whole,       ///< all was delivered, and both ends have closed
    GaveUp,      ///< an end has given up after its last retry
    SpoiltByNs3, ///< it came to a bad end by what TcpSocketBase did, or did not do, at the other
                 ///< one
};

/// A connection, the users of its two ends, and what is said of it when all is over.
class SoakConnection
{
  public:
    /// Is called for each segment. \param side the host which it leaves, or where it arrives
    using SegmentCallback = std::function<
        void(uint32_t side, bool leaves, const ns3::TcpHeader& header, uint32_t text)>;

    /**
     * \param network where it is
     * \param number of the connection there
     * \param plan what it is to do
     * \param mayGiveUp whether the way is so bad that an end may give up
     * \param segmentPasses is called for each segment of it
     */
    SoakConnection(const SoakNetwork& network,
                   size_t number,
                   const SoakConnectionPlan& plan,
                   bool mayGiveUp,
                   const SegmentCallback& segmentPasses);

    /// The server listens no more.
    void StopListening();

    /// Reports what is wrong as failures, and says what TcpSocketBase spoilt. \return what became
    /// of the connection
    SoakOutcome Check() const;

    /// \return octets that both users have read
    uint64_t GetOctets() const;

    /// \return the users, the client's first
    TransferApplication& GetUser(uint32_t side)
    {
        return *m_users.at(side);
    }

  private:
    struct Change
    {
        tcplifecycle::State to;
        tcplifecycle::Event event;
    };

    void Record(std::vector<Change>* changes, const ns3::TcpLifecycleTransition& transition);
    void Watch();
    bool IsClosed(uint32_t side) const;
    bool IsOver(uint32_t side) const;
    bool HasAll(uint32_t side) const;
    bool HasGivenUp(uint32_t side) const;
    bool IsMixed() const;
    bool IsFlawless() const;
    const char* BlameNs3() const;
    std::string StateOf(uint32_t side) const;
    void CheckWhole(uint32_t side) const;
    void CheckEnd(uint32_t side) const;
    void CheckRetries(uint32_t side) const;

    const SoakConnectionPlan& m_plan;
    const bool m_mayGiveUp;
    std::array<ns3::Ptr<TransferApplication>, 2> m_users;
    std::array<std::unique_ptr<SoakReferee>, 2> m_referees;
    std::array<std::vector<Change>, 2> m_changes;
    std::array<ns3::Ptr<ns3::Node>, 2> m_hosts;
    ns3::Time m_lastSegment; ///< when one left our ends or arrived there
};

#endif // SOAK_CONNECTION_H
