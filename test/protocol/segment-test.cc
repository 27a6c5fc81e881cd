// SPDX-License-Identifier: GPL-2.0-only
//
// Segments, their length, and the notation of the figures (RFC 9293, section 3.1, 3.4, 3.5).

#include "segment-notation.h"
#include "tcp-segment.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace tcplifecycle;

namespace
{

Segment
Of(std::string_view notation)
{
    return ReadSegment(notation).segment;
}

TEST(Segment, LengthCountsTextSynAndFin)
{
    EXPECT_EQ(Of("<SEQ=1><ACK=1><CTL=ACK>").Length(), 0u);
    EXPECT_EQ(Of("<SEQ=1><CTL=SYN>").Length(), 1u);
    EXPECT_EQ(Of("<SEQ=1><ACK=1><CTL=FIN,ACK>").Length(), 1u);
    EXPECT_EQ(Of("<SEQ=1><CTL=SYN,FIN>").Length(), 2u);
    EXPECT_EQ(Of("<SEQ=1><ACK=1><DATA=10><CTL=ACK>").Length(), 10u);
    EXPECT_EQ(Of("<SEQ=1><DATA=10><CTL=SYN,FIN>").Length(), 12u);
    EXPECT_EQ(Of("<SEQ=1><CTL=RST>").Length(), 0u);
}

TEST(Segment, TextBeginsAfterTheSyn)
{
    EXPECT_EQ(Of("<SEQ=300><DATA=10><CTL=SYN>").TextStart(), SeqNum(301));
    EXPECT_EQ(Of("<SEQ=300><ACK=1><DATA=10><CTL=ACK>").TextStart(), SeqNum(300));
    EXPECT_EQ(Of("<SEQ=4294967295><DATA=10><CTL=SYN>").TextStart(), SeqNum(0));
}

TEST(Segment, HasAllOrNot)
{
    const Segment segment = Of("<SEQ=300><ACK=1><CTL=SYN,ACK>");
    EXPECT_TRUE(segment.Has(SYN));
    EXPECT_TRUE(segment.Has(SYN | ACK));
    EXPECT_FALSE(segment.Has(SYN | FIN));
    EXPECT_FALSE(segment.Has(RST));
}

TEST(Segment, ControlBitsStandWhereTheHeaderHasThem)
{
    // RFC 9293, section 3.1: CWR ECE URG ACK PSH RST SYN FIN, from the highest bit down.
    EXPECT_EQ(CWR, 128);
    EXPECT_EQ(ECE, 64);
    EXPECT_EQ(URG, 32);
    EXPECT_EQ(ACK, 16);
    EXPECT_EQ(PSH, 8);
    EXPECT_EQ(RST, 4);
    EXPECT_EQ(SYN, 2);
    EXPECT_EQ(FIN, 1);
}

TEST(Segment, IsWrittenAsTheFiguresWriteIt)
{
    // Figures 6, 10, 12 and 8.
    for (const char* line : {"<SEQ=100><CTL=SYN>",
                             "<SEQ=300><ACK=101><CTL=SYN,ACK>",
                             "<SEQ=300><ACK=100><DATA=10><CTL=ACK>",
                             "<SEQ=100><ACK=300><CTL=FIN,ACK>",
                             "<SEQ=91><CTL=RST>"})
    {
        EXPECT_EQ(ToString(Of(line)), line);
    }
}

TEST(Segment, ShowsItsSackBlocks)
{
    for (const char* line : {"<SEQ=101><ACK=301><CTL=ACK><SACK=401:501>",
                             "<SEQ=101><ACK=301><CTL=ACK><SACK=701:801,401:501>"})
    {
        EXPECT_EQ(ToString(Of(line)), line);
    }
}

TEST(Segment, CopiesItsSackBlocks)
{
    Segment original = Of("<SEQ=101><ACK=301><CTL=ACK><SACK=401:501,601:701>");
    const Segment copy = original;
    original.options.sack = {};
    EXPECT_EQ(ToString(copy), "<SEQ=101><ACK=301><CTL=ACK><SACK=401:501,601:701>");
    EXPECT_EQ(ToString(original), "<SEQ=101><ACK=301><CTL=ACK>");
    original = copy;
    EXPECT_EQ(ToString(original), ToString(copy));
}

TEST(Segment, NamesAllControlBits)
{
    EXPECT_EQ(ControlBitsToString(0), "");
    EXPECT_EQ(ControlBitsToString(PSH | ACK), "PSH,ACK");
    EXPECT_EQ(ControlBitsToString(RST | ACK), "RST,ACK");
    EXPECT_EQ(ControlBitsToString(0xff), "SYN,FIN,RST,PSH,URG,ECE,CWR,ACK");
}

TEST(SegmentNotation, KnowsNamesAndSums)
{
    const Symbols symbols{{"RCV.NXT", 4294967295}, {"SND.NXT", 102}};
    const Segment segment =
        ReadSegment("<SEQ=RCV.NXT+11-1><ACK=SND.NXT-2><DATA=5><CTL=ACK>", symbols).segment;
    EXPECT_EQ(segment.seq, SeqNum(9));
    EXPECT_EQ(segment.ack, SeqNum(100));
    EXPECT_EQ(segment.textLength, 5u);
}

TEST(SegmentNotation, ReadsWindowAndOptions)
{
    const Segment segment = Of("<SEQ=1><CTL=SYN><WND=1000><MSS=1460><WS=7>");
    EXPECT_EQ(segment.wnd, 1000);
    EXPECT_EQ(segment.options.mss, 1460);
    EXPECT_EQ(segment.options.windowScale, 7);
    EXPECT_EQ(Of("<SEQ=1><CTL=SYN>").wnd, 65535);
    const auto stamp = Of("<SEQ=1><CTL=SYN><TS=7+1,9>").options.timestamps;
    ASSERT_TRUE(stamp);
    EXPECT_EQ(stamp->value, 8u);
    EXPECT_EQ(stamp->echo, 9u);
    EXPECT_EQ(Of("<SEQ=1><ACK=2><CTL=URG,ACK><UP=10>").up, 10);
    EXPECT_TRUE(Of("<SEQ=1><CTL=SYN><SACK=permitted>").options.sackPermitted);
    const SackBlocks sack = Of("<SEQ=1><ACK=2><CTL=ACK><SACK=10:20,7+23:40>").options.sack;
    ASSERT_EQ(sack.Size(), 2u);
    EXPECT_EQ(sack[0].start, SeqNum(10));
    EXPECT_EQ(sack[0].end, SeqNum(20));
    EXPECT_EQ(sack[1].start, SeqNum(30));
    EXPECT_EQ(sack[1].end, SeqNum(40));
}

TEST(SegmentNotation, RefusesWhatSaysNothing)
{
    for (const char* line : {"",
                             "SYN",
                             "<SEQ=100>",
                             "<CTL=SYN>",
                             "<SEQ=100><CTL=SIN>",
                             "<SEQ=x><CTL=SYN>",
                             "<SEQ=><CTL=SYN>",
                             "<SEQ=4294967296><CTL=SYN>",
                             "<SEQ=1><SEQ=2><CTL=SYN>",
                             "<SEQ=1><CTL=ACK>",
                             "<SEQ=1><ACK=1><CTL=SYN>",
                             "<SEQ=1><LEN=1><CTL=SYN>",
                             "<SEQ=1><CTL=SYN><TS=1>",
                             "<SEQ=1><CTL=RST><SACK=1>",
                             "<SEQ=1><CTL=RST><SACK=1:2,3:4,5:6,7:8,9:10>",
                             "<SEQ=1><ACK=1><CTL=URG,ACK>",
                             "<SEQ=1><ACK=1><CTL=ACK><UP=1>",
                             "<SEQ=1><CTL=SYN"})
    {
        EXPECT_THROW(ReadSegment(line), std::invalid_argument) << line;
    }
}

TEST(SegmentNotation, ComparesWhatIsNamed)
{
    const NotedSegment noted = ReadSegment("<SEQ=1><ACK=2><DATA=3><CTL=ACK>");
    EXPECT_TRUE(noted.Matches(Of("<SEQ=1><ACK=2><DATA=3><CTL=ACK><WND=1>")));
    EXPECT_TRUE(noted.Matches(Of("<SEQ=1><ACK=2><DATA=3><CTL=PSH,ACK>")));
    EXPECT_FALSE(noted.Matches(Of("<SEQ=2><ACK=2><DATA=3><CTL=ACK>")));
    EXPECT_FALSE(noted.Matches(Of("<SEQ=1><ACK=3><DATA=3><CTL=ACK>")));
    EXPECT_FALSE(noted.Matches(Of("<SEQ=1><ACK=2><DATA=4><CTL=ACK>")));
    EXPECT_FALSE(noted.Matches(Of("<SEQ=1><ACK=2><DATA=3><CTL=FIN,ACK>")));
    EXPECT_FALSE(noted.Matches(Of("<SEQ=1><DATA=3><CTL=RST>")));
    EXPECT_FALSE(ReadSegment("<SEQ=1><ACK=2><CTL=PSH,ACK>").Matches(Of("<SEQ=1><ACK=2><CTL=ACK>")));
    EXPECT_FALSE(ReadSegment("<SEQ=1><CTL=SYN><WND=9>").Matches(Of("<SEQ=1><CTL=SYN>")));
    EXPECT_FALSE(ReadSegment("<SEQ=1><CTL=SYN><MSS=9>").Matches(Of("<SEQ=1><CTL=SYN>")));
    EXPECT_FALSE(ReadSegment("<SEQ=1><CTL=SYN><WS=9>").Matches(Of("<SEQ=1><CTL=SYN>")));
    EXPECT_FALSE(ReadSegment("<SEQ=1><CTL=SYN><TS=9,8>").Matches(Of("<SEQ=1><CTL=SYN>")));
    EXPECT_FALSE(ReadSegment("<SEQ=1><CTL=SYN><TS=9,8>").Matches(Of("<SEQ=1><CTL=SYN><TS=9,7>")));
    EXPECT_FALSE(ReadSegment("<SEQ=1><CTL=SYN><SACK=permitted>").Matches(Of("<SEQ=1><CTL=SYN>")));
    EXPECT_FALSE(ReadSegment("<SEQ=1><CTL=RST>").Matches(Of("<SEQ=1><CTL=RST><SACK=1:2>")));
    EXPECT_FALSE(
        ReadSegment("<SEQ=1><CTL=RST><SACK=1:3>").Matches(Of("<SEQ=1><CTL=RST><SACK=1:2>")));
    EXPECT_FALSE(ReadSegment("<SEQ=1><ACK=2><CTL=URG,ACK><UP=3>")
                     .Matches(Of("<SEQ=1><ACK=2><CTL=URG,ACK><UP=4>")));
}

} // namespace
