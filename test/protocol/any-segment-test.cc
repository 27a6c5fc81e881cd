// SPDX-License-Identifier: GPL-2.0-only
//
// Random segments, calls and times in each state. Nothing is expected but what must always hold:
// what Peer sees to, and the rules below.

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>
#include <random>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

class AnySegment : public testing::TestWithParam<State>
{
  protected:
    std::mt19937 m_random{static_cast<uint32_t>(GetParam()) + 1};

    /// One of these.
    uint32_t Choose(std::initializer_list<uint32_t> values)
    {
        return values.begin()[m_random() % values.size()];
    }

    /// A segment near the edges of what the peer's connection knows.
    Segment Any(const Peer& peer)
    {
        const Status status = peer.Status();
        const uint32_t wnd = status.rcvWnd;
        const uint32_t size = status.sndNxt - status.sndUna;
        Segment segment;
        segment.seq =
            status.rcvNxt + Choose({0, 0, 0, 1, 5, wnd, wnd - 1, wnd + 1, 0u - 1, 0u - 5});
        segment.ack =
            status.sndUna + Choose({0, 1, size, size, size, size + 1, 0u - 1, 0u - 40000});
        segment.ctl = static_cast<uint8_t>(m_random() % 64);
        segment.ctl |= m_random() % 2 ? ACK : 0;
        if (m_random() % 4 > 0)
        {
            segment.ctl &= ~(RST | SYN); // or few conversations get far
        }
        segment.textLength = Choose({0, 0, 1, 5, 10, wnd, wnd + 1, 536});
        segment.wnd = static_cast<uint16_t>(Choose({0, 1, 100, 536, 5000, 65535}));
        return segment;
    }

    /// The rules. \param sent what left in answer to the segment
    void Check(const Peer& peer, const Segment& segment, const std::vector<Segment>& sent)
    {
        for (const Segment& answer : sent)
        {
            if (segment.Has(RST))
            {
                // Section 3.5.2: a reset is never answered with a reset.
                ASSERT_FALSE(answer.Has(RST)) << peer.Transcript();
            }
            // Section 3.10.7: SYNs leave without ACK in SYN-SENT only, and resets in answer to
            // what has no ACK; everything else acknowledges.
            ASSERT_TRUE(answer.Has(ACK) || answer.Has(RST) || answer.Has(SYN)) << peer.Transcript();
            ASSERT_FALSE(answer.Has(SYN | FIN)) << peer.Transcript();
        }
        const Status status = peer.Status();
        ASSERT_TRUE(status.sndUna <= status.sndNxt) << peer.Transcript();
    }
};

INSTANTIATE_TEST_SUITE_P(Each, AnySegment, OTHER_STATES, StateName());
INSTANTIATE_TEST_SUITE_P(And,
                         AnySegment,
                         testing::Values(State::Closed, State::Listen, State::SynSent),
                         StateName());

TEST_P(AnySegment, LeavesAConnectionThatHoldsTheRules)
{
    for (int round = 0; round < 400; ++round)
    {
        Peer peer = In(GetParam(), With([&](Settings& settings) {
                           settings.rfc5961 = m_random() % 2;
                           settings.receiveBuffer = Choose({1, 10, 1000, 100000});
                           settings.userTimeout = std::chrono::seconds(m_random() % 2 * 20);
                           settings.finWait2Timeout = std::chrono::seconds(m_random() % 2 * 30);
                       }));
        for (int step = 0; step < 60; ++step)
        {
            if (peer.Get().GetCloseReason() != CloseReason::None)
            {
                break;
            }
            const Segment segment = Any(peer);
            peer.Arrives(segment);
            Check(peer, segment, peer.TakeSent());
            if (HasFatalFailure())
            {
                return;
            }
            switch (m_random() % 12)
            {
            case 0:
                peer.Send(m_random() % 2000);
                break;
            case 1:
                peer.Receive(peer.Status().unread);
                break;
            case 2:
                peer.Close(m_random() % 2 ? CloseOf::Sending : CloseOf::Both);
                break;
            case 3:
                peer.Advance(std::chrono::milliseconds(m_random() % 5000));
                break;
            case 4:
                peer.DiscardText();
                break;
            default:
                break;
            }
            peer.TakeSent();
        }
    }
}

} // namespace
