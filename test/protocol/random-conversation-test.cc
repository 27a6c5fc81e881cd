// SPDX-License-Identifier: GPL-2.0-only
//
// Conversations of two connections of which everything is random, but the same for the same seed:
// settings, numbers, sizes, the network's faults, what the users do and when. Whatever they are,
// Peer's rules hold, nothing comes to a standstill, and with users that neither give up nor are
// impatient all that was sent arrives.

#include "dice.h"
#include "network.h"
#include "tcp-reno.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <optional>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// Users look up so often at most; far more often than the slowest conversation takes.
constexpr int MANY_STEPS = 5000;

enum class Temper
{
    Patient,  ///< nobody gives up
    Impatient ///< users abort and leave, connections give up
};

/// What a user of a connection means to do.
struct Plan
{
    uint32_t total;  ///< octets to send
    uint32_t toSend; ///< those that were not sent yet
    bool readsAtOnce;
    bool closesFirst; ///< and does not wait for the other one
    bool closed{false};
};

class RandomConversation
{
  public:
    RandomConversation(uint32_t seed, Temper temper)
        : m_dice(seed),
          m_temper(temper),
          m_mssOfA(m_dice.One<uint16_t>({1, 10, 100, 536, 1460, 9000})),
          m_mssOfB(m_dice.One<uint16_t>({1, 10, 100, 536, 1460, 9000})),
          m_settingsOfA(AnySettings()),
          m_settingsOfB(AnySettings()),
          m_a("A", AnyIss(), m_settingsOfA, SegmentSizes{m_mssOfA, m_mssOfB}),
          m_b("B", AnyIss(), m_settingsOfB, SegmentSizes{m_mssOfB, m_mssOfA}),
          m_network(m_a, m_b, 10ms),
          m_planOfA(AnyPlan(m_settingsOfB)),
          m_planOfB(AnyPlan(m_settingsOfA))
    {
        if (m_dice.InPercent(60))
        {
            m_a.SetCongestionControl(m_renoOfA.emplace(AnyReno()));
            m_b.SetCongestionControl(m_renoOfB.emplace(AnyReno()));
        }
        m_network.SetFate(AnyFate(seed));
    }

    void Run()
    {
        if (m_dice.InPercent(75))
        {
            m_b.OpenPassive();
            m_a.OpenActive();
        }
        else
        {
            m_a.OpenActive();
            m_b.OpenActive();
        }
        int steps = 0;
        while (!IsOver())
        {
            ASSERT_LT(++steps, MANY_STEPS) << "this does not come to an end" << Tail();
            ASSERT_FALSE(testing::Test::HasFailure());
            m_network.Run(UntilTheNextLook());
            Step(m_a, m_planOfA);
            Step(m_b, m_planOfB);
        }
        if (m_temper == Temper::Patient)
        {
            ExpectAllWell();
        }
        m_a.TakeSent();
        m_b.TakeSent();
    }

  private:
    Settings AnySettings()
    {
        Settings settings;
        settings.receiveBuffer = m_dice.One<uint32_t>(
            {1, 2, 7, 100, 536, 1000, 3000, 10000, 65535, 65536, 131072, 70000000});
        settings.maxWindow = m_dice.One<uint16_t>({500, 3000, 65535, 65535, 65535});
        settings.windowScaling = m_dice.InPercent(70);
        settings.timestamps = m_dice.InPercent(60);
        settings.sack = m_dice.InPercent(80);
        settings.limitedTransmit = m_dice.InPercent(80);
        settings.duplicateThreshold = m_dice.One<uint32_t>({1, 2, 3, 3, 3, 10});
        settings.noDelay = m_dice.InPercent(40);
        settings.rfc5961 = m_dice.InPercent(80);
        settings.delAckMaxCount = 1 + m_dice.Below(3);
        settings.minRto = m_dice.One<Duration>({1s, 100ms});
        settings.persistTimeout = m_dice.One<Duration>({0s, 200ms, 6s});
        settings.keepAlive = m_dice.InPercent(20);
        settings.keepAliveTime = 10s;
        if (m_temper == Temper::Patient)
        {
            settings.connCount = settings.dataRetries = 60;
            settings.keepAliveProbes = 60;
            // Longer than the longest that a last FIN is repeated for.
            settings.msl = 20000s;
        }
        else
        {
            settings.connCount = 2 + m_dice.Below(5);
            settings.dataRetries = 3 + m_dice.Below(6);
            settings.msl = 30s;
            settings.userTimeout = m_dice.One<Duration>({0s, 1s, 60s});
            settings.finWait2Timeout = m_dice.One<Duration>({0s, 60s});
        }
        return settings;
    }

    /// Near a wrap of the sequence space or of the sign, more often than not.
    uint32_t AnyIss()
    {
        return m_dice.One<uint32_t>({0,
                                     0xffffffff,
                                     0x7fffffff,
                                     0x80000000,
                                     0xfffffff0,
                                     0x7ffff000,
                                     m_dice.Below(UINT32_MAX)});
    }

    Reno AnyReno()
    {
        return Reno(1 + m_dice.Below(10), m_dice.One<uint32_t>({2000, 0x7fffffff}));
    }

    /// So much text that a small window or small segments do not make it long.
    Plan AnyPlan(const Settings& receiver)
    {
        uint32_t most = 30 * std::min<uint32_t>(std::min(m_mssOfA, m_mssOfB), 1500);
        if (receiver.receiveBuffer <= 100)
        {
            most = std::min(most, 60u);
        }
        const uint32_t total = m_dice.InPercent(20) ? 0 : m_dice.Below(most + 1);
        return Plan{total, total, m_dice.InPercent(40), m_dice.InPercent(50)};
    }

    Network::Fate AnyFate(uint32_t seed)
    {
        const uint32_t lost = m_dice.One<uint32_t>({0, 2, 25});
        const uint32_t repeated = m_dice.One<uint32_t>({0, 0, 10});
        const uint32_t detours = m_dice.One<uint32_t>({0, 0, 30});
        const Duration delay = 1ms * (1 + m_dice.Below(200));
        return [=, dice = Dice(seed + 1)](const Segment&) mutable {
            std::vector<Duration> copies;
            const uint32_t count = dice.InPercent(lost) ? 0 : dice.InPercent(repeated) ? 2 : 1;
            for (uint32_t i = 0; i < count; ++i)
            {
                const Duration detour = dice.InPercent(detours) ? 1ms * dice.Below(3000) : 0ms;
                copies.push_back(delay + detour);
            }
            return copies;
        };
    }

    /// The longer it takes, the less often a user looks.
    Duration UntilTheNextLook()
    {
        const Duration longest = std::max<Duration>(300ms, m_a.Now() / 50);
        return longest / 1000 * (1 + m_dice.Below(1000));
    }

    /// What a user does when it looks up.
    void Step(Peer& peer, Plan& plan)
    {
        const State state = peer.Get().GetState();
        const uint32_t unread = peer.Status().unread;
        if (unread > 0 && (plan.readsAtOnce || m_dice.InPercent(40)))
        {
            peer.Receive(m_dice.InPercent(50) ? unread : 1 + m_dice.Below(unread));
        }
        if (plan.toSend > 0 && state != State::Closed && state != State::Listen)
        {
            const uint32_t octets = 1 + m_dice.Below(plan.toSend);
            peer.Send(octets);
            plan.toSend -= octets;
        }
        const bool peerHasClosed = state == State::CloseWait;
        if (!plan.closed && plan.toSend == 0 && state >= State::SynReceived &&
            m_dice.InPercent(plan.closesFirst ? 50
                             : peerHasClosed  ? 80
                                              : 2))
        {
            peer.Close();
            plan.closed = true;
        }
        if (m_temper == Temper::Impatient)
        {
            LosePatience(peer, plan, state);
        }
    }

    void LosePatience(Peer& peer, Plan& plan, State state)
    {
        if (state >= State::SynReceived && m_dice.InPercent(2))
        {
            peer.DiscardText();
        }
        if (state >= State::SynReceived && m_dice.InPercent(3))
        {
            peer.Close(CloseOf::Both);
            plan.closed = true;
        }
        if (state >= State::SynSent && m_dice.InPercent(1))
        {
            peer.Abort();
        }
    }

    bool IsOver() const
    {
        const State a = m_a.Get().GetState();
        const State b = m_b.Get().GetState();
        const bool reached = IsGone(a) && IsGone(b);
        if (m_temper == Temper::Patient)
        {
            return reached;
        }
        // FIN-WAIT-2 has no bound unless the user sets one, and the peer may be gone.
        return reached || (IsGone(a) && b == State::FinWait2) ||
               (IsGone(b) && a == State::FinWait2);
    }

    /// Whether there is no connection, or one that nobody wants any more.
    bool IsGone(State state) const
    {
        return state == State::Closed || (m_temper == Temper::Impatient && state == State::Listen);
    }

    void ExpectAllWell()
    {
        m_a.ExpectDelivered(m_planOfB.total);
        m_b.ExpectDelivered(m_planOfA.total);
        m_a.ExpectAcknowledged(m_planOfA.total);
        m_b.ExpectAcknowledged(m_planOfB.total);
        m_a.ExpectEnded(CloseReason::Normal);
        m_b.ExpectEnded(CloseReason::Normal);
    }

    std::string Tail() const
    {
        constexpr size_t MUCH = 3000;
        const auto tail = [](const std::string& text) {
            return text.size() > MUCH ? text.substr(text.size() - MUCH) : text;
        };
        return "\nA: ..." + tail(m_a.Transcript()) + "\nB: ..." + tail(m_b.Transcript());
    }

    Dice m_dice;
    Temper m_temper;
    uint16_t m_mssOfA;
    uint16_t m_mssOfB;
    Settings m_settingsOfA;
    Settings m_settingsOfB;
    Peer m_a;
    Peer m_b;
    Network m_network;
    Plan m_planOfA;
    Plan m_planOfB;
    std::optional<Reno> m_renoOfA;
    std::optional<Reno> m_renoOfB;
};

/// Seeds in groups, so that they can run side by side.
class RandomConversations : public testing::TestWithParam<uint32_t>
{
  protected:
    static constexpr uint32_t GROUP = 300;

    void RunGroup(Temper temper)
    {
        for (uint32_t seed = GetParam() * GROUP; seed < (GetParam() + 1) * GROUP; ++seed)
        {
            SCOPED_TRACE("seed " + std::to_string(seed));
            RandomConversation(seed, temper).Run();
            if (HasFailure())
            {
                return;
            }
        }
    }
};

INSTANTIATE_TEST_SUITE_P(Groups, RandomConversations, testing::Range(0u, 5u));

TEST_P(RandomConversations, OfPatientUsersBringAllThatWasSent)
{
    RunGroup(Temper::Patient);
}

TEST_P(RandomConversations, OfImpatientUsersEndForBoth)
{
    RunGroup(Temper::Impatient);
}

} // namespace
