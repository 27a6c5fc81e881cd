// SPDX-License-Identifier: GPL-2.0-only
//
// A sender against receivers of every temper, behind a network that loses, repeats and reorders:
// some that tell the truth by SACK or keep silent about it, some that throw away what they told of,
// some that take their window back, and some that make everything up. To those that keep to the
// truth all arrives; and whatever a receiver does, the rules hold that every sender has
// (SenderRules, WatchedReno).

#include "dice.h"
#include "sender-rules.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <vector>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

constexpr uint32_t ISS = 0xfffff000; // the text wraps round soon
const SeqNum FIRST(ISS + 1);         ///< number of the first octet of text
constexpr uint32_t IRS = 300;

/// How a receiver behaves, in percent of the occasions.
struct Manner
{
    const char* name;
    bool sack;
    uint32_t lost; ///< of segments, in both directions
    uint32_t detours;
    uint32_t repeated;
    uint32_t duplicateSacks; ///< D-SACK (RFC 2883)
    uint32_t reneges;
    uint32_t moves; ///< of the window, to and fro
    uint32_t marks; ///< of segments, by routers (RFC 3168)
};

void
PrintTo(const Manner& manner, std::ostream* out)
{
    *out << manner.name;
}

/// The other side of the connection: it knows which octets it holds. Offsets count from FIRST.
class Receiver
{
  public:
    Receiver(const Manner& manner, Dice& dice, uint32_t total)
        : m_manner(manner),
          m_dice(dice),
          m_held(total + 1, false), // the FIN comes last
          m_buffer(dice.One<uint32_t>({5000, 20000, 60000})),
          m_edge(m_buffer)
    {
    }

    /// A segment arrives. \return the acknowledgment
    Segment Take(const Segment& segment)
    {
        const uint32_t start = segment.seq - FIRST;
        const uint32_t end = start + segment.Length();
        std::optional<SeqRange> repeated;
        if (end > start)
        {
            const bool known = end <= m_next || (m_held[start] && m_held[end - 1]);
            if (known && m_dice.InPercent(m_manner.duplicateSacks))
            {
                repeated = SeqRange{segment.seq, segment.seq + segment.Length()};
            }
        }
        for (uint32_t octet = start; octet < end && octet < m_edge; ++octet)
        {
            m_held[octet] = true;
        }
        if (start < m_edge)
        {
            m_latest = start;
        }
        while (m_next < m_held.size() && m_held[m_next])
        {
            ++m_next;
        }
        if (segment.Has(URG))
        {
            m_urgentEnd = std::max(m_urgentEnd, start + segment.up);
        }
        // RFC 3168, section 6.1.3: ECE until the sender says that it has reduced its window.
        m_echo = m_echo && !segment.Has(CWR);
        m_echo |= segment.ecn != EcnField::NotEct && m_dice.InPercent(m_manner.marks);
        MoveEdge();
        Renege();
        return Acknowledgment(repeated);
    }

    /// Its user does something. \return the segment that tells of the window then
    Segment Look()
    {
        MoveEdge();
        Renege();
        return Acknowledgment({});
    }

    /// It behaves from now on, so that there is an end.
    void Settle()
    {
        m_settled = true;
        m_edge = std::max(m_edge, m_next + m_buffer);
    }

    bool HasAll() const
    {
        return m_next == m_held.size();
    }

    uint32_t UrgentEnd() const
    {
        return m_urgentEnd;
    }

  private:
    void MoveEdge()
    {
        const bool moves = !m_settled && m_dice.InPercent(m_manner.moves);
        if (moves)
        {
            // Anywhere from closed to wide open, be it that the edge is taken back by that.
            m_edge = m_next + m_dice.One<uint32_t>({0, 0, 1, m_dice.Below(m_buffer), m_buffer});
            m_moved = true;
        }
        else if (!m_moved || m_settled)
        {
            m_edge = m_next + m_buffer;
        }
    }

    /// It throws away all that it told of.
    void Renege()
    {
        if (!m_settled && m_dice.InPercent(m_manner.reneges))
        {
            std::fill(m_held.begin() + m_next, m_held.end(), false);
        }
    }

    Segment Acknowledgment(const std::optional<SeqRange>& repeated)
    {
        Segment segment;
        segment.seq = SeqNum(IRS + 1);
        segment.ack = FIRST + m_next;
        segment.ctl = ACK | (m_echo ? ECE : 0);
        segment.wnd = static_cast<uint16_t>(m_edge > m_next ? m_edge - m_next : 0);
        if (m_manner.sack)
        {
            AddBlocks(repeated, segment.options.sack);
        }
        return segment;
    }

    /// RFC 2018, section 4: the block with what came last first, others behind it.
    void AddBlocks(const std::optional<SeqRange>& repeated, SackBlocks& blocks)
    {
        if (repeated)
        {
            blocks.Add(*repeated);
        }
        std::vector<SeqRange> all;
        for (uint32_t octet = m_next; octet < m_held.size(); ++octet)
        {
            if (!m_held[octet])
            {
                continue;
            }
            const uint32_t start = octet;
            while (octet < m_held.size() && m_held[octet])
            {
                ++octet;
            }
            const SeqRange block{FIRST + start, FIRST + octet};
            const bool latest = start <= m_latest && m_latest < octet;
            all.insert(latest ? all.begin() : all.end(), block);
        }
        for (size_t i = 0; i < all.size() && blocks.Size() < 3; ++i)
        {
            blocks.Add(all[i]);
        }
    }

    const Manner& m_manner;
    Dice& m_dice;
    std::vector<bool> m_held;
    uint32_t m_buffer;
    uint32_t m_edge; ///< of the window, offered last
    uint32_t m_next{0};
    uint32_t m_latest{0};
    uint32_t m_urgentEnd{0};
    bool m_echo{false};
    bool m_moved{false};
    bool m_settled{false};
};

Settings
AnySettings(Dice& dice)
{
    return With([&](Settings& settings) {
        settings.sack = true;
        settings.dataRetries = 60;
        settings.ecn = UseEcn::On;
        settings.minRto = dice.One<Duration>({1s, 200ms});
        settings.noDelay = dice.InPercent(50);
        settings.limitedTransmit = dice.InPercent(80);
        settings.duplicateThreshold = dice.One<uint32_t>({1, 3, 3, 3, 5});
    });
}

/// A sender that is connected to a receiver.
struct Side
{
    Side(Dice& dice, bool sack, bool ecn)
        : mss(dice.One<uint16_t>({1, 100, 1000, 1460})),
          reno(1 + dice.Below(20), dice.One<uint32_t>({4000, 1000000})),
          peer(Connected(dice, sack, ecn)),
          rules(peer, reno)
    {
    }

    /// \return the peer in ESTABLISHED
    Peer Connected(Dice& dice, bool sack, bool ecn)
    {
        Peer fresh("A", ISS, AnySettings(dice), SegmentSizes{1460, mss, 536});
        fresh.SetCongestionControl(reno);
        fresh.OpenActive();
        fresh.TakeSent();
        Segment answer;
        answer.seq = SeqNum(IRS);
        answer.ack = FIRST;
        answer.ctl = SYN | ACK | (ecn ? ECE : 0);
        answer.wnd = 20000;
        answer.options.mss = 1460;
        answer.options.sackPermitted = sack;
        fresh.Arrives(answer);
        fresh.TakeSent();
        return fresh;
    }

    uint16_t mss;
    WatchedReno reno;
    Peer peer;
    SenderRules rules;
};

class Transfer
{
  public:
    Transfer(const Manner& manner, uint32_t seed)
        : m_manner(manner),
          m_dice(seed),
          m_side(m_dice, manner.sack, manner.marks > 0),
          m_toSend(m_dice.Below(80 * m_side.mss) + 1),
          m_total(m_toSend),
          m_receiver(manner, m_dice, m_total),
          m_delay(1ms * (1 + m_dice.Below(100)))
    {
    }

    void Run()
    {
        constexpr int MANY = 20000;
        constexpr int SETTLES_AFTER = 2000;
        Peer& peer = m_side.peer;
        int events = 0;
        while (peer.Get().GetState() != State::FinWait2)
        {
            if (++events == SETTLES_AFTER)
            {
                m_receiver.Settle();
            }
            if (events > MANY || peer.Get().GetState() == State::Closed)
            {
                peer.Fail("this does not come to its end", Place::Here());
                return;
            }
            Step();
            if (testing::Test::HasFailure())
            {
                return;
            }
        }
        EXPECT_TRUE(m_receiver.HasAll());
        EXPECT_EQ(m_receiver.UrgentEnd(), m_urgentEnd);
        peer.ExpectAcknowledged(m_total);
        peer.ExpectNoTimer();
    }

  private:
    struct OnItsWay
    {
        bool toReceiver;
        Segment segment;
    };

    /// One event: a timer, an arrival, or a user that wakes up.
    void Step()
    {
        Peer& peer = m_side.peer;
        const Duration timer = peer.Get().Deadline().time_since_epoch();
        const Duration arrival = m_way.empty() ? Duration::max() : m_way.begin()->first;
        const Duration next = std::max(peer.Now(), std::min({timer, arrival, m_wakes}));
        peer.Advance(next - peer.Now());
        if (timer <= next)
        {
            TakeSent();
        }
        else if (arrival <= next)
        {
            const OnItsWay first = m_way.begin()->second;
            m_way.erase(m_way.begin());
            if (first.toReceiver)
            {
                Dispatch({false, m_receiver.Take(first.segment)});
            }
            else
            {
                peer.Arrives(first.segment);
                TakeSent();
            }
        }
        else
        {
            WakeUp();
        }
    }

    void WakeUp()
    {
        Peer& peer = m_side.peer;
        // The longer it takes, the less often.
        m_wakes = peer.Now() + std::max<Duration>(m_delay, peer.Now() / 20) * m_dice.Below(5);
        if (m_toSend > 0)
        {
            const uint32_t octets = 1 + m_dice.Below(m_toSend);
            m_toSend -= octets;
            if (m_dice.InPercent(10))
            {
                peer.SendUrgent(octets);
                m_urgentEnd = m_total - m_toSend;
            }
            else
            {
                peer.Send(octets);
            }
        }
        else if (!m_closed)
        {
            peer.Close();
            m_closed = true;
        }
        TakeSent();
        Dispatch({false, m_receiver.Look()});
    }

    void TakeSent()
    {
        const std::vector<Segment> sent = m_side.peer.TakeSent();
        m_side.rules.Check(sent);
        for (const Segment& segment : sent)
        {
            if (segment.Length() > 0)
            {
                Dispatch({true, segment});
            }
        }
    }

    void Dispatch(const OnItsWay& it)
    {
        const int copies =
            m_dice.InPercent(m_manner.lost) ? 0 : 1 + (m_dice.InPercent(m_manner.repeated) ? 1 : 0);
        for (int i = 0; i < copies; ++i)
        {
            const bool detour = m_dice.InPercent(m_manner.detours);
            const Duration time = m_delay * (detour ? 2 + m_dice.Below(20) : 1);
            m_way.emplace(m_side.peer.Now() + time, it);
        }
    }

    const Manner& m_manner;
    Dice m_dice;
    Side m_side;
    uint32_t m_toSend;
    uint32_t m_total;
    Receiver m_receiver;
    Duration m_delay;
    std::multimap<Duration, OnItsWay> m_way; ///< by time of arrival
    Duration m_wakes{0};
    uint32_t m_urgentEnd{0};
    bool m_closed{false};
};

class RandomReceiver : public testing::TestWithParam<Manner>
{
};

INSTANTIATE_TEST_SUITE_P(
    Each,
    RandomReceiver,
    testing::Values(Manner{"Silent", false, 5, 0, 0, 0, 0, 0, 0},
                    Manner{"SilentInStorm", false, 15, 20, 10, 0, 0, 5, 0},
                    Manner{"Truthful", true, 5, 0, 0, 0, 0, 0, 0},
                    Manner{"TruthfulInStorm", true, 15, 20, 10, 30, 0, 0, 0},
                    Manner{"Reneging", true, 10, 10, 0, 10, 10, 0, 0},
                    Manner{"Moving", true, 5, 5, 0, 0, 0, 20, 0},
                    Manner{"MovingAndReneging", true, 10, 10, 5, 10, 10, 20, 0},
                    Manner{"Marked", true, 2, 5, 0, 0, 0, 0, 10},
                    Manner{"MarkedAndSilent", false, 2, 5, 0, 0, 0, 0, 10}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_P(RandomReceiver, GetsEverything)
{
    constexpr uint32_t SEEDS = 60;
    for (uint32_t seed = 1; seed <= SEEDS && !HasFailure(); ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Transfer(GetParam(), seed).Run();
    }
}

/// Anything near what is in flight, and a little beyond it.
SeqNum
AnyNumber(Dice& dice, const Sender& snd)
{
    return snd.Una() - 2000 + dice.Below(snd.FlightSize() + 4000);
}

Segment
MadeUp(Dice& dice, const Sender& snd, bool sack)
{
    Segment segment;
    segment.seq = SeqNum(IRS + 1);
    segment.ctl = ACK | (dice.InPercent(20) ? ECE : 0);
    segment.ack = snd.Una() + dice.One<uint32_t>({0, 0, 0, 1, dice.Below(snd.FlightSize() + 1)});
    segment.wnd = dice.InPercent(80) ? 60000 : dice.One<uint16_t>({0, 1, 500, 60000});
    for (uint32_t i = sack ? dice.Below(4) : 0; i > 0; --i)
    {
        const SeqNum left = AnyNumber(dice, snd);
        segment.options.sack.Add(
            {left, dice.InPercent(50) ? left + dice.Below(3000) : AnyNumber(dice, snd)});
    }
    return segment;
}

class MadeUpAcknowledgments : public testing::TestWithParam<bool>
{
};

INSTANTIATE_TEST_SUITE_P(Each, MadeUpAcknowledgments, testing::Bool(), [](const auto& info) {
    return info.param ? "Sack" : "NoSack";
});

TEST_P(MadeUpAcknowledgments, BreakNoRule)
{
    constexpr uint32_t SEEDS = 30;
    constexpr int EVENTS = 300;
    for (uint32_t seed = 1; seed <= SEEDS && !HasFailure(); ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice(seed);
        Side side(dice, GetParam(), seed % 2 == 0);
        Peer& peer = side.peer;
        peer.Send(dice.Below(400) * side.mss + 1);
        side.rules.Check(peer.TakeSent());
        for (int i = 0; i < EVENTS && !HasFailure() && SenderOf(peer); ++i)
        {
            const Sender& snd = *SenderOf(peer);
            if (dice.InPercent(5) && snd.IsWaiting())
            {
                peer.FireTimer();
            }
            else if (dice.InPercent(1) && snd.FlightSize() > 0)
            {
                const auto size = static_cast<uint16_t>(1 + dice.Below(side.mss));
                peer.Arrives(IcmpError{IcmpError::Kind::TooBig, snd.Una(), size});
            }
            else if (dice.InPercent(1) && peer.Get().GetState() == State::Established)
            {
                peer.Close();
            }
            else
            {
                peer.Arrives(MadeUp(dice, snd, GetParam()));
            }
            side.rules.Check(peer.TakeSent());
        }
        peer.TakeSent();
    }
}

} // namespace
