// SPDX-License-Identifier: GPL-2.0-only

#include "soak-connection.h"

#include "ns3/simulator.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <iostream>

using namespace ns3;
using tcplifecycle::Event;
using tcplifecycle::State;

namespace
{

constexpr uint16_t PORT = 80;

/// Word by word different for the two directions.
const std::array<TransferContent, 2> CONTENTS{TransferContent(0x0C11E47),
                                              TransferContent(0x5E12E12)};

constexpr std::array<const char*, 2> SIDE_NAMES{"the client", "the server"};

/// How long a user who hears nothing waits before it gives up itself. After a RST that was lost, or
/// none at all, only a segment of its own could tell it that the peer is gone (RFC 9293, section
/// 3.5.1), and it may have none to send.
Time
Patience()
{
    return Hours(12);
}

/// Whatever is not over then hangs.
Time
LongestWatch()
{
    return Days(20);
}

} // namespace

SoakConnection::SoakConnection(const SoakNetwork& network,
                               size_t number,
                               const SoakConnectionPlan& plan,
                               bool mayGiveUp,
                               const SegmentCallback& segmentPasses)
    : m_plan(plan),
      m_mayGiveUp(mayGiveUp)
{
    for (const uint32_t side : {SOAK_CLIENT, SOAK_SERVER})
    {
        const SoakEnd& end = plan.ends.at(side);
        const auto host = network.GetHost(number, side);
        m_hosts.at(side) = host;
        m_users.at(side) = CreateObject<TransferApplication>(
            end.ours ? "ns3::TcpLifecycleSocketFactory" : "ns3::TcpSocketFactory",
            end.plan,
            CONTENTS.at(side),
            CONTENTS.at(1 - side),
            plan.ends.at(1 - side).plan.octets);
        host->AddApplication(m_users.at(side));
        m_referees.at(side) = std::make_unique<SoakReferee>(
            host,
            end.ours,
            [this, side, segmentPasses](bool leaves, const TcpHeader& header, uint32_t text) {
                // TcpSocketBase may repeat its FIN for ever.
                m_lastSegment = m_plan.ends.at(side).ours ? Simulator::Now() : m_lastSegment;
                segmentPasses(side, leaves, header, text);
            });
        host->GetObject<TcpLifecycleL4Protocol>()->TraceConnectWithoutContext(
            "Transition",
            Callback<void, const TcpLifecycleTransition&>(
                [changes = &m_changes.at(side)](const TcpLifecycleTransition& transition) {
                    changes->push_back({transition.to, transition.row->event});
                }));
    }
    m_users[SOAK_SERVER]->ListenAt(network.GetUnspecifiedEndpoint(PORT));
    m_users[SOAK_CLIENT]->ConnectTo(network.GetEndpoint(number, SOAK_SERVER, PORT));
    Simulator::Schedule(Seconds(1), &SoakConnection::Watch, this);
}

void
SoakConnection::StopListening()
{
    m_users[SOAK_SERVER]->StopListening();
}

uint64_t
SoakConnection::GetOctets() const
{
    return m_users[SOAK_CLIENT]->GetReceived().GetLength() +
           m_users[SOAK_SERVER]->GetReceived().GetLength();
}

/// Closes both ends at the same moment if that is the plan, and does for a user what it would do
/// itself whose peer is gone.
void
SoakConnection::Watch()
{
    const bool clientIsOver = IsOver(SOAK_CLIENT);
    const bool serverIsOver = IsOver(SOAK_SERVER);
    if ((clientIsOver && serverIsOver) || Simulator::Now() > LongestWatch())
    {
        return;
    }
    Time next = Minutes(10);
    if (m_plan.ending == SoakEnding::BothAtOnce && HasAll(SOAK_CLIENT) && HasAll(SOAK_SERVER) &&
        m_users[SOAK_CLIENT]->GetSocket() && m_users[SOAK_SERVER]->GetSocket())
    {
        m_users[SOAK_CLIENT]->Close();
        m_users[SOAK_SERVER]->Close();
    }
    else if (m_plan.ending == SoakEnding::BothAtOnce && !clientIsOver && !serverIsOver)
    {
        next = Seconds(1);
    }
    if (Simulator::Now() - m_lastSegment >= Patience())
    {
        for (const uint32_t side : {SOAK_CLIENT, SOAK_SERVER})
        {
            const bool deserted = HasGivenUp(1 - side) || !m_plan.ends.at(1 - side).ours;
            if (m_plan.ends.at(side).ours && deserted)
            {
                m_users.at(side)->Abort();
            }
        }
        return;
    }
    Simulator::Schedule(next, &SoakConnection::Watch, this);
}

/// \return whether the connection has come to CLOSED, or back to LISTEN
bool
SoakConnection::IsClosed(uint32_t side) const
{
    if (!m_plan.ends.at(side).ours)
    {
        const auto& states = m_users.at(side)->GetStates();
        return !states.empty() && states.back() == TcpSocket::CLOSED;
    }
    const auto& changes = m_changes.at(side);
    return !changes.empty() &&
           (changes.back().to == State::Closed || changes.back().to == State::Listen);
}

/// \return whether there is no connection any more, or none yet
bool
SoakConnection::IsOver(uint32_t side) const
{
    const bool never = m_plan.ends.at(side).ours ? m_changes.at(side).empty()
                                                 : m_users.at(side)->GetStates().empty();
    return never || IsClosed(side) || m_users.at(side)->IsBroken();
}

bool
SoakConnection::HasAll(uint32_t side) const
{
    return m_users.at(side)->GetReceived().GetLength() == m_plan.ends.at(1 - side).plan.octets;
}

/// \return whether an end has given up after retransmissions
bool
SoakConnection::HasGivenUp(uint32_t side) const
{
    if (!m_plan.ends.at(side).ours)
    {
        return m_users.at(side)->IsBroken() && !m_referees.at(side)->HasReceivedReset();
    }
    for (const Change& change : m_changes.at(side))
    {
        if (change.event == Event::RetransmissionLimit)
        {
            return true;
        }
    }
    return false;
}

std::string
SoakConnection::StateOf(uint32_t side) const
{
    if (!m_plan.ends.at(side).ours)
    {
        const auto& states = m_users.at(side)->GetStates();
        return states.empty() ? "no state" : TcpSocket::TcpStateName[states.back()];
    }
    return m_changes.at(side).empty() ? "no state" : ToString(m_changes.at(side).back().to);
}

bool
SoakConnection::IsMixed() const
{
    return !m_plan.ends[SOAK_CLIENT].ours || !m_plan.ends[SOAK_SERVER].ours;
}

/// \return whether all was delivered, and both ends have closed in good order
bool
SoakConnection::IsFlawless() const
{
    bool flawless = true;
    for (const uint32_t side : {SOAK_CLIENT, SOAK_SERVER})
    {
        const TransferApplication& user = *m_users.at(side);
        flawless = flawless && HasAll(side) && !user.IsBroken() && IsClosed(side) &&
                   !HasGivenUp(side) &&
                   (user.IsAtEndOfStream() || m_plan.ending == SoakEnding::BothAtOnce);
    }
    return flawless;
}

/**
 * Where TcpSocketBase up to ns-3.37 does not do what RFC 9293 asks for, as it shows on the way: our
 * end can then not come to a good end.
 * \return what it did; null if nothing
 */
const char*
SoakConnection::BlameNs3() const
{
    const uint32_t side = m_plan.ends[SOAK_CLIENT].ours ? SOAK_SERVER : SOAK_CLIENT;
    const SoakReferee& referee = *m_referees.at(side);
    uint64_t retries = 0;
    for (const auto& [attribute, value] : m_plan.ends.at(side).plan.attributes)
    {
        if (attribute == "DataRetries")
        {
            retries = DynamicCast<const UintegerValue>(value)->Get();
        }
    }
    if (m_users.at(side)->WasRefused())
    {
        return "refused to send";
    }
    if (referee.HasLeftUnanswered())
    {
        return "left text or a FIN unanswered";
    }
    if (m_users.at(side)->HasEndedSending() && referee.IsAllAcknowledged() && !referee.HasSentFin())
    {
        return "never sent its FIN";
    }
    if (HasGivenUp(side) && referee.IsAllAcknowledged())
    {
        return "gave up before the acknowledgments came";
    }
    if (referee.HasSentFin() && StateOf(side) == TcpSocket::TcpStateName[TcpSocket::CLOSE_WAIT])
    {
        return "came to CLOSE-WAIT when it had sent its FIN";
    }
    if (!referee.IsAllAcknowledged() && referee.GetTransmissionsOfOldest() < retries)
    {
        return "did not retransmit";
    }
    if (referee.GetTransmissionsOfOldest() > retries + 1)
    {
        return "retransmitted without end";
    }
    if (referee.HasSentOldNumber())
    {
        return "acknowledged with a number left of the window";
    }
    if (referee.HasSentReset())
    {
        return "sent a RST";
    }
    return nullptr;
}

SoakOutcome
SoakConnection::Check() const
{
    const bool gaveUp = HasGivenUp(SOAK_CLIENT) || HasGivenUp(SOAK_SERVER);
    const char* const blame = IsMixed() && !IsFlawless() ? BlameNs3() : nullptr;
    EXPECT_TRUE(!gaveUp || blame || m_mayGiveUp) << "it gave up although hardly anything was lost";
    for (const uint32_t side : {SOAK_CLIENT, SOAK_SERVER})
    {
        SCOPED_TRACE(SIDE_NAMES.at(side));
        if (!gaveUp && !blame)
        {
            CheckWhole(side);
        }
        CheckEnd(side);
        if (m_plan.ends.at(side).ours && !blame)
        {
            // TcpSocketBase sends FINs with wrong numbers, of which it can be said no more what is
            // due.
            EXPECT_FALSE(m_referees.at(side)->HasLeftUnanswered()) << "no acknowledgment in time";
            CheckRetries(side);
        }
    }
    if (blame)
    {
        std::cout << "ns-3's TCP " << blame << "\n";
        return SoakOutcome::SpoiltByNs3;
    }
    return gaveUp ? SoakOutcome::GaveUp : SoakOutcome::Whole;
}

/// What holds at the end of a connection that nobody gave up.
void
SoakConnection::CheckWhole(uint32_t side) const
{
    const TransferApplication& user = *m_users.at(side);
    EXPECT_EQ(user.GetReceived().GetLength(), m_plan.ends.at(1 - side).plan.octets)
        << "octets received";
    EXPECT_TRUE(user.IsAtEndOfStream() || m_plan.ending == SoakEnding::BothAtOnce)
        << "the end of the peer's stream was not told";
    EXPECT_FALSE(user.IsBroken()) << "the connection broke off";
    EXPECT_TRUE(IsClosed(side)) << "it is in " << StateOf(side);
}

/// What holds at any end.
void
SoakConnection::CheckEnd(uint32_t side) const
{
    const TransferApplication& user = *m_users.at(side);
    EXPECT_EQ(user.GetReceived().GetFirstWrong(), std::nullopt) << "first wrong octet";
    EXPECT_LE(user.GetReceived().GetLength(), m_plan.ends.at(1 - side).plan.octets);
    if (m_plan.ends.at(side).ours)
    {
        EXPECT_TRUE(IsOver(side)) << "it is in " << StateOf(side);
        EXPECT_EQ(m_referees.at(side)->GetFault(), "");
        const auto tcp = m_hosts.at(side)->GetObject<TcpLifecycleL4Protocol>();
        EXPECT_EQ(tcp->GetTimeWaitCount(), 0U) << "connections in TIME-WAIT";
    }
}

/// An end that gives up must have retransmitted as often as its user has said (RFC 9293, section
/// 3.8.3), and no acknowledgment of it must have come meanwhile.
void
SoakConnection::CheckRetries(uint32_t side) const
{
    if (!HasGivenUp(side))
    {
        return;
    }
    const SoakReferee& referee = *m_referees.at(side);
    const std::string name = referee.IsSynAcknowledged() ? "DataRetries" : "ConnCount";
    for (const auto& [attribute, value] : m_plan.ends.at(side).plan.attributes)
    {
        if (attribute == name)
        {
            EXPECT_GE(referee.GetTransmissionsOfOldest(),
                      DynamicCast<const UintegerValue>(value)->Get())
                << "transmissions of its oldest octet, after which it gave up";
        }
    }
}
