// SPDX-License-Identifier: GPL-2.0-only
//
// The scoreboard against the definitions of RFC 6675, octet by octet. SMSS is 10, DupThresh 3.

#include "tcp-scoreboard.h"

#include <gtest/gtest.h>
#include <random>
#include <vector>

using namespace tcplifecycle;

namespace
{

constexpr uint32_t MSS = 10;
constexpr uint32_t THRESHOLD = 3;

SeqRange
Range(uint32_t start, uint32_t end)
{
    return {SeqNum(start), SeqNum(end)};
}

/// A scoreboard as RFC 6675, sections 3 and 4, describe it: a mark for each octet.
class OctetByOctet
{
  public:
    OctetByOctet(SeqNum una, uint32_t octets)
        : m_first(una),
          m_una(una),
          m_nxt(una + octets),
          m_sacked(octets, false),
          m_lost(octets, false),
          m_highRxt(una)
    {
    }

    /// A block that tells of the octet at SND.UNA, or of what was not sent, is impossible.
    uint32_t Sack(SeqRange block)
    {
        uint32_t news = 0;
        if (block.start <= m_una || block.start >= block.end || block.end > m_nxt)
        {
            return 0;
        }
        for (SeqNum seq = block.start; seq < block.end; seq++)
        {
            news += m_sacked[seq - m_first] ? 0 : 1;
            m_sacked[seq - m_first] = true;
        }
        return news;
    }

    void Advance(SeqNum una)
    {
        m_una = una;
        m_highRxt = std::max(m_highRxt, una);
    }

    bool IsSacked(SeqNum seq) const
    {
        return m_sacked[seq - m_first];
    }

    /// IsLost() of section 4, as it stands there.
    bool IsLost(SeqNum seq) const
    {
        uint32_t octets = 0;
        uint32_t ranges = 0;
        for (SeqNum above = seq + 1; above < m_nxt; above++)
        {
            octets += IsSacked(above) ? 1 : 0;
            ranges += IsSacked(above) && !IsSacked(above - 1) ? 1 : 0;
        }
        return ranges >= THRESHOLD || octets > (THRESHOLD - 1) * MSS;
    }

    /// What was once found to be lost stays so until it arrives.
    void FindLosses()
    {
        for (SeqNum seq = m_una; seq < m_nxt; seq++)
        {
            if (!IsSacked(seq) && IsLost(seq))
            {
                m_lost[seq - m_first] = true;
            }
        }
    }

    void MarkLost(SeqNum before)
    {
        for (SeqNum seq = m_una; seq < before; seq++)
        {
            m_lost[seq - m_first] = true;
        }
    }

    /// SetPipe() of section 4.
    uint32_t Pipe() const
    {
        uint32_t pipe = 0;
        for (SeqNum seq = m_una; seq < m_nxt; seq++)
        {
            if (!IsSacked(seq))
            {
                pipe += m_lost[seq - m_first] ? 0 : 1;
                pipe += seq < m_highRxt ? 1 : 0;
            }
        }
        return pipe;
    }

    /// NextSeg(), rule 1. \return the first octet, or SND.NXT if there is none
    SeqNum NextLost() const
    {
        for (SeqNum seq = m_highRxt; seq < m_nxt; seq++)
        {
            if (!IsSacked(seq) && m_lost[seq - m_first])
            {
                return seq;
            }
        }
        return m_nxt;
    }

    void Repeated(SeqNum end)
    {
        m_highRxt = end;
    }

    uint32_t Sacked() const
    {
        uint32_t octets = 0;
        for (SeqNum seq = m_una; seq < m_nxt; seq++)
        {
            octets += IsSacked(seq) ? 1 : 0;
        }
        return octets;
    }

  private:
    SeqNum m_first;
    SeqNum m_una;
    SeqNum m_nxt;
    std::vector<bool> m_sacked;
    std::vector<bool> m_lost;
    SeqNum m_highRxt;
};

} // namespace

TEST(Scoreboard, CountsNewsOnce)
{
    Scoreboard board(SeqNum(100));
    EXPECT_EQ(board.Sack(Range(110, 120), SeqNum(200)).octets, 10u);
    EXPECT_EQ(board.Sack(Range(110, 120), SeqNum(200)).octets, 0u);
    EXPECT_EQ(board.Sack(Range(115, 130), SeqNum(200)).octets, 10u);
    EXPECT_EQ(board.Sack(Range(140, 150), SeqNum(200)).octets, 10u);
    EXPECT_EQ(board.Ranges().size(), 2u);
    EXPECT_EQ(board.Sack(Range(120, 145), SeqNum(200)).octets, 10u); // fills the gap of 130 to 140
    ASSERT_EQ(board.Ranges().size(), 1u);
    EXPECT_EQ(board.Ranges()[0].start, SeqNum(110));
    EXPECT_EQ(board.Ranges()[0].end, SeqNum(150));
    EXPECT_EQ(board.Sacked(), 40u);
}

TEST(Scoreboard, RangesThatTouchBecomeOne)
{
    Scoreboard board(SeqNum(100));
    board.Sack(Range(110, 120), SeqNum(200));
    board.Sack(Range(120, 130), SeqNum(200));
    board.Sack(Range(105, 110), SeqNum(200));
    ASSERT_EQ(board.Ranges().size(), 1u);
    EXPECT_EQ(board.Sacked(), 25u);
}

TEST(Scoreboard, ImpossibleBlocksAreNoNews)
{
    Scoreboard board(SeqNum(100));
    const SeqNum nxt(200);
    EXPECT_EQ(board.Sack(Range(90, 95), nxt).octets, 0u); // acknowledged: a D-SACK
    EXPECT_EQ(board.Sack(Range(90, 120), nxt).octets,
              0u); // the octet at SND.UNA is what is missing
    EXPECT_EQ(board.Sack(Range(100, 120), nxt).octets, 0u); // the same
    EXPECT_EQ(board.Sack(Range(190, 201), nxt).octets, 0u); // never sent
    EXPECT_EQ(board.Sack(Range(150, 150), nxt).octets, 0u); // empty
    EXPECT_EQ(board.Sack(Range(150, 140), nxt).octets, 0u); // backwards
    EXPECT_EQ(board.Sack(Range(101, 200), nxt).octets, 99u);
}

TEST(Scoreboard, LostIsWhatHasMoreThanTwoSegmentsAboveIt)
{
    Scoreboard board(SeqNum(100));
    const SeqNum nxt(200);
    board.Sack(Range(130, 150), nxt);
    EXPECT_FALSE(board.FindLosses(THRESHOLD, MSS)); // two segments are not more than two
    EXPECT_EQ(board.Lost(), 0u);
    board.Sack(Range(150, 151), nxt);
    EXPECT_TRUE(board.FindLosses(THRESHOLD, MSS));
    EXPECT_EQ(board.Lost(), 30u);
    EXPECT_EQ(board.Pipe(nxt), 100u - 21 - 30);
}

TEST(Scoreboard, LostIsWhatHasThreeRangesAboveIt)
{
    Scoreboard board(SeqNum(100));
    const SeqNum nxt(200);
    board.Sack(Range(110, 111), nxt);
    board.Sack(Range(120, 121), nxt);
    EXPECT_FALSE(board.FindLosses(THRESHOLD, MSS));
    board.Sack(Range(130, 131), nxt);
    EXPECT_TRUE(board.FindLosses(THRESHOLD, MSS));
    EXPECT_EQ(board.LostBefore(), SeqNum(110));
    EXPECT_EQ(board.Lost(), 10u);
}

TEST(Scoreboard, HolesComeInTheirOrder)
{
    Scoreboard board(SeqNum(100));
    const SeqNum nxt(200);
    board.Sack(Range(110, 120), nxt);
    board.Sack(Range(130, 170), nxt);
    board.FindLosses(THRESHOLD, MSS);
    SeqRange hole;
    ASSERT_TRUE(board.NextHole(board.LostBefore(), hole));
    EXPECT_EQ(hole.start, SeqNum(100));
    EXPECT_EQ(hole.end, SeqNum(110));
    board.Repeated(SeqNum(110));
    ASSERT_TRUE(board.NextHole(board.LostBefore(), hole));
    EXPECT_EQ(hole.start, SeqNum(120));
    EXPECT_EQ(hole.end, SeqNum(130));
    board.Repeated(SeqNum(130));
    EXPECT_FALSE(board.NextHole(board.LostBefore(), hole));
    // 30 octets from 170 on, and 20 sent again.
    EXPECT_EQ(board.Pipe(nxt), 50u);
    ASSERT_TRUE(board.LastHole(nxt, hole));
    EXPECT_EQ(hole.start, SeqNum(170));
    EXPECT_EQ(hole.end, SeqNum(200));
}

TEST(Scoreboard, PeerThatRenegesIsNotBelieved)
{
    // RFC 2018, section 8: it told of 110 to 120, and asks for 110.
    Scoreboard board(SeqNum(100));
    board.Sack(Range(110, 120), SeqNum(200));
    board.Sack(Range(130, 140), SeqNum(200));
    EXPECT_FALSE(board.Advance(SeqNum(105)));
    EXPECT_TRUE(board.Advance(SeqNum(110)));
    EXPECT_EQ(board.Sacked(), 0u);
    EXPECT_EQ(board.Pipe(SeqNum(200)), 90u);
}

TEST(Scoreboard, RemembersABoundedNumberOfRanges)
{
    Scoreboard board(SeqNum(0));
    const SeqNum nxt(1000000);
    for (uint32_t i = 0; i < Scoreboard::MAX_RANGES + 10; ++i)
    {
        board.Sack(Range(10 * i + 1, 10 * i + 2), nxt);
    }
    EXPECT_EQ(board.Ranges().size(), Scoreboard::MAX_RANGES);
    EXPECT_EQ(board.Sack(Range(2, 3), nxt).octets,
              1u); // one that makes no more of them still counts
}

TEST(Scoreboard, IsWhatItsDefinitionsSay)
{
    std::mt19937 random(6675);
    for (int round = 0; round < 300; ++round)
    {
        const SeqNum first(round % 2 == 0 ? 1000 : UINT32_MAX - 100); // every other one wraps
        const uint32_t octets = 20 + random() % 230;
        const SeqNum nxt = first + octets;
        Scoreboard board(first);
        OctetByOctet model(first, octets);
        SeqNum una = first;
        for (int step = 0; step < 40; ++step)
        {
            SCOPED_TRACE("round " + std::to_string(round) + ", step " + std::to_string(step));
            switch (random() % 8)
            {
            case 0: {
                // A cumulative acknowledgment, not of a peer that reneges: up to a hole.
                una += random() % 20;
                una = std::min(una, nxt);
                while (una < nxt && model.IsSacked(una))
                {
                    una++;
                }
                EXPECT_FALSE(board.Advance(una));
                model.Advance(una);
                break;
            }
            case 1:
                if (una < nxt && random() % 4 == 0)
                {
                    const SeqNum before = una + random() % (nxt - una + 1);
                    board.MarkLost(before);
                    // Lost octets are a prefix.
                    model.MarkLost(before);
                }
                break;
            case 2:
            case 3: {
                SeqRange hole;
                const bool any = board.NextHole(board.LostBefore(), hole);
                ASSERT_EQ(any ? hole.start : nxt, model.NextLost());
                if (any)
                {
                    const SeqNum end = hole.start + std::min(MSS, hole.Length());
                    board.Repeated(end);
                    model.Repeated(end);
                }
                break;
            }
            default: {
                const SeqNum start = first + random() % (octets + 5);
                const SeqRange block{start, start + random() % 25};
                ASSERT_EQ(board.Sack(block, nxt).octets, model.Sack(block));
                board.FindLosses(THRESHOLD, MSS);
                model.FindLosses();
                break;
            }
            }
            ASSERT_EQ(board.Sacked(), model.Sacked());
            ASSERT_EQ(board.Pipe(nxt), model.Pipe());
        }
    }
}
