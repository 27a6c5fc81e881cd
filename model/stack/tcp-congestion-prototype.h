// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_CONGESTION_PROTOTYPE_H
#define TCP_CONGESTION_PROTOTYPE_H

#include "tcp-attribute-defaults.h"

#include "ns3/rtt-estimator.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-recovery-ops.h"
#include "ns3/tcp-rx-buffer.h"
#include "ns3/tcp-socket-state.h"

#include <cstdint>
#include <deque>
#include <memory>

namespace ns3
{

/// The objects of ns-3 that control the congestion of one connection. None of them is null.
struct TcpCongestionParts
{
    Ptr<TcpCongestionOps> ops;
    Ptr<TcpRecoveryOps> recovery;
    Ptr<RttEstimator> rtt;
    Ptr<TcpSocketState> state; ///< its m_rxBuffer is not null either

    /// \return copies of them, for another connection
    TcpCongestionParts Fork() const;
};

/// The types of objects that control congestion. Each can be created.
struct TcpCongestionTypes
{
    TypeId ops;
    TypeId recovery;
    TypeId rtt;
};

/**
 * What the congestion control of a connection is copied from: creating such objects by their TypeId
 * parses the default of each attribute, which takes longer than all else that a connection needs.
 */
class TcpCongestionPrototype
{
  public:
    /// \param types of the objects; they get the defaults that are set now
    explicit TcpCongestionPrototype(const TcpCongestionTypes& types);

    /// A prototype of one socket, whose parts its user may change. \param parts to be copied
    explicit TcpCongestionPrototype(const TcpCongestionParts& parts);

    /// \return whether the defaults are still those that the objects got
    bool IsUpToDate() const
    {
        return m_defaults.AreTheSame();
    }

    /// \return the objects to copy
    const TcpCongestionParts& GetParts() const
    {
        return m_parts;
    }

    TcpCongestionParts& GetParts()
    {
        return m_parts;
    }

  private:
    TcpCongestionParts m_parts;
    TcpAttributeDefaults m_defaults;
};

/**
 * \param type any type
 * \return whether objects of it can be created, and are a Base: TcpCongestionOps, TcpRecoveryOps or
 *         RttEstimator
 */
template <class Base>
bool TcpCanCreate(TypeId type);

/// The congestion control that the connections of a node get.
class TcpCongestionSupply
{
  public:
    /// \return the types of the objects
    const TcpCongestionTypes& GetTypes() const
    {
        return m_types;
    }

    /**
     * \param type of the TcpCongestionOps of new sockets
     * \return false, and nothing is changed, if it is none or cannot be created
     */
    bool SetOpsType(TypeId type);

    /// The same for the TcpRecoveryOps.
    bool SetRecoveryType(TypeId type);

    /// The same for the RttEstimator.
    bool SetRttType(TypeId type);

    /// \return what the next socket is to copy its objects from
    std::shared_ptr<TcpCongestionPrototype> GetPrototype();

    /**
     * Fixes the random stream that the objects draw from.
     * \param stream its number
     * \return how many are used: 0 if the type draws no random numbers
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * The connection that the objects served has ended. They stay for a round trip: TcpWestwood
     * schedules an event for the end of one that holds no reference to it.
     * \param parts the objects
     * \param roundTrip the longest that they know of
     */
    void Retire(const TcpCongestionParts& parts, const Time& roundTrip);

  private:
    struct Retired
    {
        Time until;
        Ptr<TcpCongestionOps> ops;
    };

    template <class Base>
    bool SetType(TypeId& mine, TypeId type);

    TcpCongestionTypes m_types;
    std::shared_ptr<TcpCongestionPrototype> m_prototype; ///< null until it is needed
    std::deque<Retired> m_retired;
    int64_t m_stream{-1}; ///< -1: the simulator's choice
};

} // namespace ns3

#endif // TCP_CONGESTION_PROTOTYPE_H
