// SPDX-License-Identifier: GPL-2.0-only
//
// In which segments options may come, and in which they leave (RFC 9293, sections 3.1 and 3.7.1).

#include "conversation.h"
#include "state-parameter.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

class OptionsInAnySegment : public testing::TestWithParam<State>
{
};

INSTANTIATE_TEST_SUITE_P(Each, OptionsInAnySegment, OTHER_STATES, StateName());

TEST_P(OptionsInAnySegment, ChangeNothing)
{
    // MUST-5. MSS and window scale count in a SYN only (section 3.2; RFC 7323, section 2.1): beside
    // any other control bits the segment is processed as if it had none.
    for (const char* segment : {"<SEQ=RCV.NXT><ACK=SND.UNA><CTL=ACK>",
                                "<SEQ=RCV.NXT><ACK=SND.NXT><DATA=10><CTL=ACK>",
                                "<SEQ=RCV.NXT><ACK=SND.NXT><CTL=FIN,ACK>",
                                "<SEQ=RCV.NXT><CTL=RST>",
                                "<SEQ=RCV.NXT+5><CTL=RST>"})
    {
        Peer without = In(GetParam());
        Peer with = In(GetParam());
        without.Arrives(segment);
        with.Arrives(std::string(segment) + "<MSS=88><WS=5>");

        with.ExpectState(without.Get().GetState());
        EXPECT_EQ(with.Delivered(), without.Delivered());
        EXPECT_EQ(with.Status().mss, without.Status().mss);
        EXPECT_EQ(with.Status().sndWnd, without.Status().sndWnd);
        const auto answers = with.TakeSent();
        const auto expected = without.TakeSent();
        ASSERT_EQ(answers.size(), expected.size()) << with.Transcript();
        for (size_t i = 0; i < answers.size(); ++i)
        {
            EXPECT_EQ(Describe(answers[i]), Describe(expected[i]));
        }
    }
}

class MssOption : public testing::TestWithParam<State>
{
  protected:
    /// What left until now has the option if, and only if, it is a SYN (MUST-65, MUST-14).
    static void ExpectOnlyOnSyn(Peer& peer)
    {
        for (const Segment& segment : peer.TakeSent())
        {
            EXPECT_EQ(segment.options.mss.has_value(), segment.Has(SYN)) << Describe(segment);
            ++segments;
        }
    }

    static inline int segments = 0;
};

INSTANTIATE_TEST_SUITE_P(Each, MssOption, OTHER_STATES, StateName());

TEST_P(MssOption, IsOnSynsOnly)
{
    segments = 0;
    for (const char* segment : {"<SEQ=RCV.NXT><ACK=SND.NXT><DATA=10><CTL=FIN,ACK>",
                                "<SEQ=IRS><CTL=SYN>",
                                "<SEQ=RCV.NXT+5><CTL=RST>",
                                "<SEQ=RCV.NXT-20><ACK=SND.UNA><DATA=10><CTL=ACK>",
                                "<SEQ=RCV.NXT><ACK=SND.NXT+9><CTL=ACK>"})
    {
        Peer peer = In(GetParam());
        peer.Send(10); // an error in some states
        ExpectOnlyOnSyn(peer);
        peer.Arrives(segment);
        ExpectOnlyOnSyn(peer);
        if (peer.Get().Deadline() != NEVER)
        {
            peer.FireTimer(); // repeats what is not acknowledged
            ExpectOnlyOnSyn(peer);
        }
        peer.Close();
        ExpectOnlyOnSyn(peer);
        peer.Abort();
        ExpectOnlyOnSyn(peer);
    }
    EXPECT_GT(segments, 4); // at the least, the answers to the five
}

} // namespace
