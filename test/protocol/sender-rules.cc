// SPDX-License-Identifier: GPL-2.0-only

#include "sender-rules.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <utility>

using namespace tcplifecycle;

namespace
{

/// \return octets before a number that are SACKed
uint32_t
SackedBefore(const Scoreboard& board, SeqNum before)
{
    uint32_t octets = 0;
    for (const SeqRange& range : board.Ranges())
    {
        if (range.start < before)
        {
            octets += std::min(range.end, before) - range.start;
        }
    }
    return octets;
}

void
CheckBoard(const Sender& snd)
{
    const Scoreboard& board = snd.Board();
    SeqNum end = snd.Una();
    uint32_t sacked = 0;
    for (const SeqRange& range : board.Ranges())
    {
        EXPECT_LT(end, range.start);
        EXPECT_LT(range.start, range.end);
        end = range.end;
        sacked += range.Length();
    }
    EXPECT_LE(end, snd.Nxt());
    EXPECT_EQ(board.Sacked(), sacked);
    EXPECT_LE(snd.Una(), board.LostBefore());
    EXPECT_LE(board.LostBefore(), snd.Nxt());
    EXPECT_LE(snd.Una(), board.HighRxt());
    EXPECT_LE(board.HighRxt(), snd.Nxt());
    const uint32_t lost = board.LostBefore() - snd.Una() - SackedBefore(board, board.LostBefore());
    const uint32_t again = board.HighRxt() - snd.Una() - SackedBefore(board, board.HighRxt());
    EXPECT_EQ(board.Lost(), lost);
    EXPECT_EQ(board.Pipe(snd.Nxt()), snd.FlightSize() - sacked - lost + again);
}

bool
Overlap(const Segment& segment, const SeqRange& range)
{
    return segment.seq < range.end && range.start < segment.seq + segment.Length();
}

} // namespace

WatchedReno::WatchedReno(uint32_t window, uint32_t threshold)
    : CongestionControl(true),
      m_reno(window, threshold)
{
}

uint32_t
WatchedReno::Window() const
{
    return m_reno.Window();
}

void
WatchedReno::Start(uint32_t mss, bool synRepeated, SeqNum first)
{
    m_mss = mss;
    m_flightReduced = first;
    m_reno.Start(mss, synRepeated, first);
}

void
WatchedReno::MssChanged(uint32_t mss)
{
    m_mss = mss;
    m_reno.MssChanged(mss);
}

void
WatchedReno::Acked(const CongestionReport& report)
{
    m_reno.Acked(report);
}

void
WatchedReno::LossDetected(const CongestionReport& report, bool reduced)
{
    if (!reduced)
    {
        EXPECT_GE(report.una, m_flightReduced) << "the window is reduced twice for one flight";
    }
    Reduced(report);
    m_reno.LossDetected(report, reduced);
}

void
WatchedReno::Recovered(const CongestionReport& report)
{
    m_reno.Recovered(report);
}

void
WatchedReno::CongestionNotified(const CongestionReport& report)
{
    EXPECT_GE(report.una, m_flightReduced) << "the window is reduced twice for one flight";
    Reduced(report);
    m_reno.CongestionNotified(report);
}

void
WatchedReno::TimedOut(const CongestionReport& report, bool again)
{
    Reduced(report);
    m_reno.TimedOut(report, again);
}

void
WatchedReno::Reduced(const CongestionReport& report)
{
    m_flightReduced = report.nxt;
    ++m_reductions;
}

void
WatchedReno::Idled()
{
    m_reno.Idled();
}

void
WatchedReno::Sent(const SentText& sent)
{
    m_octets += sent.length;
    if (!sent.again && sent.length > 1) // a FIN alone waits for no window
    {
        EXPECT_LE(sent.pipe + sent.length, std::max(Window(), m_mss) + 1)
            << "new text leaves although the congestion window is full";
    }
}

uint32_t
WatchedReno::TakeOctets()
{
    return std::exchange(m_octets, 0);
}

const Sender*
SenderOf(const Peer& peer)
{
    const StateData& data = peer.Get().Data();
    if (const auto* established = std::get_if<Established>(&data))
    {
        return &established->snd;
    }
    const auto* closing = std::get_if<FinWait1>(&data);
    return closing ? &closing->snd : nullptr;
}

SenderRules::SenderRules(Peer& peer, WatchedReno& reno)
    : m_peer(peer),
      m_reno(reno),
      m_nxt(peer.Status().sndNxt)
{
}

void
SenderRules::Check(const std::vector<Segment>& sent)
{
    const Sender* snd = SenderOf(m_peer);
    if (!snd)
    {
        return;
    }
    CheckBoard(*snd);
    for (const Segment& segment : sent)
    {
        const bool again = segment.Length() > 0 && segment.seq < m_nxt;
        for (const SeqRange& range : snd->Board().Ranges())
        {
            EXPECT_FALSE(again && Overlap(segment, range))
                << "what the peer has told of is sent again: " << Describe(segment);
        }
    }
    CheckCwr(sent);
    if (snd->IsWaiting())
    {
        EXPECT_NE(m_peer.Get().Deadline(), NEVER) << "something waits, and no timer runs";
    }
    // A window's worth, and what may leave whatever the window says: the first lost segment, a
    // rescue, a FIN.
    const uint32_t mss = std::max(m_mss, snd->Mss());
    const uint32_t octets = m_reno.TakeOctets();
    EXPECT_LE(octets, std::max({m_reno.Window(), m_window, mss}) + 2 * mss + 1) << "a burst";
    m_nxt = snd->Nxt();
    m_window = m_reno.Window();
    m_mss = snd->Mss();
    if (testing::Test::HasFailure())
    {
        m_peer.Fail("a rule is broken", Place::Here());
    }
}

void
SenderRules::CheckCwr(const std::vector<Segment>& sent)
{
    for (const Segment& segment : sent)
    {
        const bool isNew = segment.textLength > 0 && segment.seq >= m_nxt;
        const bool due = m_peer.Get().EcnInUse() && isNew && m_reductionsTold < m_reno.Reductions();
        EXPECT_EQ(segment.Has(CWR), due) << Describe(segment);
        if (segment.Has(CWR))
        {
            m_reductionsTold = m_reno.Reductions();
        }
    }
}
