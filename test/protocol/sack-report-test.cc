// SPDX-License-Identifier: GPL-2.0-only
//
// Which SACK blocks an acknowledgment carries (RFC 2018, section 4, and its examples in section 7),
// and D-SACK (RFC 2883, section 4, whose examples are its sections 4.1 and 4.2).

#include "conversation.h"

#include <gtest/gtest.h>
#include <string>
#include <type_traits>
#include <variant>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

Settings
WithSack()
{
    return With([](Settings& settings) { settings.sack = true; });
}

/// A receiver whose RCV.NXT is what the examples begin with, and whose sender has SND.UNA = 101.
Peer
Receiving(uint32_t nxt, const Settings& settings = WithSack(), Place place = Place::Here())
{
    Peer peer("B", 100, settings, {1460, 1460, 536});
    const std::string stamp = settings.timestamps ? "<TS=1000,0>" : "";
    Connect(peer, nxt - 1, "<MSS=1460><SACK=permitted>" + stamp, place);
    return peer;
}

/// 500 octets come, and what the examples call the ACK field and the blocks leaves.
void
Arrives500(Peer& peer,
           uint32_t from,
           uint32_t ack,
           const std::string& blocks,
           Place place = Place::Here())
{
    peer.SetSymbol("SEG.SEQ", from);
    peer.SetSymbol("SEG.ACK", ack);
    peer.Arrives("<SEQ=SEG.SEQ><ACK=101><DATA=500><CTL=ACK>", place);
    const std::string sack = blocks.empty() ? "" : "<SACK=" + blocks + ">";
    peer.ExpectSoon("<SEQ=101><ACK=SEG.ACK><CTL=ACK>" + sack, place);
}

/// The same without looking at the answer.
void
Arrives500(Peer& peer, uint32_t from, Place place = Place::Here())
{
    peer.SetSymbol("SEG.SEQ", from);
    peer.Arrives("<SEQ=SEG.SEQ><ACK=101><DATA=500><CTL=ACK>", place);
    peer.TakeSent();
}

// RFC 2018, section 7.

TEST(SackReport, HasNothingToSayWhileAllComesInOrder)
{
    Peer peer = Receiving(5000);
    Arrives500(peer, 5000, 5500, "");
    Arrives500(peer, 5500, 6000, "");
    Arrives500(peer, 6000, 6500, "");
}

TEST(SackReport, GrowsWithWhatComesBehindALoss)
{
    Peer peer = Receiving(5000);
    Arrives500(peer, 5500, 5000, "5500:6000");
    Arrives500(peer, 6000, 5000, "5500:6500");
    Arrives500(peer, 6500, 5000, "5500:7000");
    Arrives500(peer, 7000, 5000, "5500:7500");
    Arrives500(peer, 7500, 5000, "5500:8000");
    Arrives500(peer, 8000, 5000, "5500:8500");
    Arrives500(peer, 8500, 5000, "5500:9000");
    Arrives500(peer, 5000, 9000, "");
    peer.ExpectDelivered(4000);
}

TEST(SackReport, BeginsWithTheLatestBlock)
{
    Peer peer = Receiving(5000);
    Arrives500(peer, 5000, 5500, "");
    Arrives500(peer, 6000, 5500, "6000:6500");
    Arrives500(peer, 7000, 5500, "7000:7500,6000:6500");
    Arrives500(peer, 8000, 5500, "8000:8500,7000:7500,6000:6500");
    Arrives500(peer, 6500, 5500, "6000:7500,8000:8500");
    Arrives500(peer, 5500, 7500, "8000:8500");
}

TEST(SackReport, RepeatsTheLatestBlocksFirst)
{
    // Section 4: after the first block those that were reported most recently. 6000 is told of a
    // last time as fourth block; what 9000 pushes out stays known to the peer.
    Peer peer = Receiving(5000);
    Arrives500(peer, 8000, 5000, "8000:8500");
    Arrives500(peer, 6000, 5000, "6000:6500,8000:8500");
    Arrives500(peer, 10000, 5000, "10000:10500,6000:6500,8000:8500");
    Arrives500(peer, 12000, 5000, "12000:12500,10000:10500,6000:6500,8000:8500");
    Arrives500(peer, 14000, 5000, "14000:14500,12000:12500,10000:10500,6000:6500");
    Arrives500(peer, 6500, 5000, "6000:7000,14000:14500,12000:12500,10000:10500");
}

TEST(SackReport, FillsUpWithTheLowestBlocks)
{
    // Section 4: as many distinct blocks as possible. 6000 fell out of the four latest, which grow
    // together to one.
    Peer peer = Receiving(5000);
    for (const uint32_t from : {6000, 8000, 9000, 10000, 11000})
    {
        Arrives500(peer, from);
    }
    Arrives500(peer, 8500);
    Arrives500(peer, 9500);
    Arrives500(peer, 10500, 5000, "8000:11500,6000:6500");
}

TEST(SackReport, HasRoomForThreeBlocksBesideTimestamps)
{
    Settings settings = WithSack();
    settings.timestamps = true;
    Peer peer = Receiving(5000, settings);
    const auto arrives = [&peer](uint32_t from, const std::string& blocks) {
        peer.SetSymbol("SEG.SEQ", from);
        peer.Arrives("<SEQ=SEG.SEQ><ACK=101><DATA=500><CTL=ACK><TS=1000,0>");
        peer.Expect("<SEQ=101><ACK=5000><CTL=ACK><TS=0,1000><SACK=" + blocks + ">");
    };
    arrives(6000, "6000:6500");
    arrives(7000, "7000:7500,6000:6500");
    arrives(8000, "8000:8500,7000:7500,6000:6500");
    arrives(9000, "9000:9500,8000:8500,7000:7500");
}

TEST(SackReport, IsNotMadeUnlessBothAgreed)
{
    Peer off = Receiving(5000, Settings{});
    Arrives500(off, 5500, 5000, "");
    Arrives500(off, 5500, 5000, "");

    Peer alone("B", 100, WithSack());
    Connect(alone, 4999);
    Arrives500(alone, 5500, 5000, "");
    Arrives500(alone, 5500, 5000, "");
}

TEST(SackReport, WorksAcrossTheEndOfTheSequenceSpace)
{
    Peer peer = Receiving(4294967096); // 200 before the end
    Arrives500(peer, 300, 4294967096, "300:800");
    peer.Arrives("<SEQ=4294967196><ACK=101><DATA=200><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=4294967096><CTL=ACK><SACK=4294967196:100,300:800>");
    peer.Arrives("<SEQ=100><ACK=101><DATA=200><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=4294967096><CTL=ACK><SACK=4294967196:800>");
    peer.Arrives("<SEQ=4294967096><ACK=101><DATA=100><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=800><CTL=ACK>");
}

TEST(SackReport, StandsInEachAcknowledgmentWhileAGapIsOpen)
{
    // Section 4: a challenge ACK and a window update tell of it too; a reset does not.
    Peer peer = Receiving(5000);
    Arrives500(peer, 6000, 5000, "6000:6500");
    peer.Arrives("<SEQ=5000><CTL=SYN>");
    peer.Expect("<SEQ=101><ACK=5000><CTL=ACK><SACK=6000:6500>");
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=5000><DATA=10><CTL=ACK><SACK=6000:6500>");
    peer.Close();
    peer.Expect("<SEQ=111><ACK=5000><CTL=FIN,ACK><SACK=6000:6500>");
    peer.Abort();
    peer.Expect("<SEQ=112><CTL=RST>");
}

TEST(SackReport, SaysNothingOfTextThatWaitsForTheHandshake)
{
    // It begins at RCV.NXT: no gap lies before it.
    Peer peer("B", 100, WithSack());
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><DATA=10><CTL=SYN><SACK=permitted>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.Arrives("<SEQ=3000000301><ACK=101><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
}

// RFC 2883, section 4.1: whole segments that come twice.

TEST(DSack, TellsOfASegmentThatCameTwice)
{
    Peer peer = Receiving(3000);
    Arrives500(peer, 3000);
    Arrives500(peer, 3500);
    Arrives500(peer, 3000, 4000, "3000:3500");
}

TEST(DSack, ComesBeforeTheOtherBlocks)
{
    Peer peer = Receiving(3000);
    Arrives500(peer, 3000);
    Arrives500(peer, 3500);
    Arrives500(peer, 4500, 4000, "4500:5000");
    Arrives500(peer, 3000, 4000, "3000:3500,4500:5000");
}

TEST(DSack, IsFollowedByTheBlockThatItLiesIn)
{
    Peer peer = Receiving(3500);
    Arrives500(peer, 4000, 3500, "4000:4500");
    Arrives500(peer, 4500, 3500, "4000:5000");
    Arrives500(peer, 6000, 3500, "6000:6500,4000:5000");
    Arrives500(peer, 4500, 3500, "4500:5000,4000:5000,6000:6500");
    Arrives500(peer, 6000, 3500, "6000:6500,6000:6500,4000:5000"); // where it is the whole block
}

TEST(DSack, IsReportedOnce)
{
    // Section 4, (2).
    Peer peer = Receiving(3000);
    Arrives500(peer, 3000);
    Arrives500(peer, 4500);
    Arrives500(peer, 3000, 3500, "3000:3500,4500:5000");
    peer.Arrives("<SEQ=3500><CTL=SYN>"); // draws a challenge ACK
    peer.Expect("<SEQ=101><ACK=3500><CTL=ACK><SACK=4500:5000>");
    Arrives500(peer, 3000, 3500, "3000:3500,4500:5000"); // a third time
}

TEST(DSack, IsOfTheLastSegmentOnly)
{
    // One that came twice was dropped for its acknowledgment of nothing that was sent, and the ACK
    // that answers it is held back by the limit; the next segment says nothing of it.
    Settings settings = WithSack();
    settings.challengeAckLimit = 0;
    Peer peer = Receiving(3000, settings);
    Arrives500(peer, 4000, 3000, "4000:4500");
    peer.Arrives("<SEQ=4000><ACK=9999><DATA=500><CTL=ACK>");
    peer.ExpectNothing();
    Arrives500(peer, 3500, 3000, "3500:4500");
}

// RFC 2883, section 4.2: parts of segments.

TEST(DSack, TellsOfThePartThatCameTwice)
{
    Peer peer = Receiving(500);
    Arrives500(peer, 500);
    Arrives500(peer, 2000, 1000, "2000:2500");
    peer.Arrives("<SEQ=1000><ACK=101><DATA=1000><CTL=ACK>"); // two segments sent as one
    peer.Expect("<SEQ=101><ACK=2500><CTL=ACK>");
    Arrives500(peer, 1000, 2500, "1000:1500"); // one of them, late
}

TEST(DSack, TellsOfTheOldPartOfASegmentThatBringsMore)
{
    Peer peer = Receiving(500);
    Arrives500(peer, 500);
    Arrives500(peer, 1000);
    Arrives500(peer, 2500, 1500, "2500:3000");
    peer.Arrives("<SEQ=1000><ACK=101><DATA=1000><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=2000><CTL=ACK><SACK=1000:1500,2500:3000>");
}

TEST(DSack, IsNotDelayedWhereTheRestIsInOrder)
{
    Peer peer = Receiving(500);
    Arrives500(peer, 500);
    Arrives500(peer, 1000);
    peer.Arrives("<SEQ=1400><ACK=101><DATA=200><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=1600><CTL=ACK><SACK=1400:1500>");
}

TEST(DSack, TellsOfTheFirstOfTwoParts)
{
    // Section 4.2.3.
    Peer peer = Receiving(500);
    Arrives500(peer, 500);
    Arrives500(peer, 1000);
    Arrives500(peer, 2000, 1500, "2000:2500");
    Arrives500(peer, 3000, 1500, "3000:3500,2000:2500");
    peer.Arrives("<SEQ=1000><ACK=101><DATA=1500><CTL=ACK>"); // 1000 to 1499, 2000 to 2499 again
    peer.Expect("<SEQ=101><ACK=2500><CTL=ACK><SACK=1000:1500,3000:3500>");
}

TEST(DSack, TellsOfAPartThatIsHeldAhead)
{
    Peer peer = Receiving(500);
    Arrives500(peer, 1000, 500, "1000:1500");
    Arrives500(peer, 1300, 500, "1300:1500,1000:1800");
    Arrives500(peer, 900, 500, "1000:1400,900:1800");
}

TEST(DSack, GoesWithTextThatLeaves)
{
    Peer peer = Receiving(3000);
    peer.Send(3000);
    peer.Expect("<SEQ=101><ACK=3000><DATA=1460><CTL=ACK>");
    peer.Expect("<SEQ=1561><ACK=3000><DATA=1460><CTL=ACK>");
    peer.Arrives("<SEQ=3000><ACK=101><DATA=500><CTL=ACK>");
    peer.Arrives("<SEQ=3400><ACK=3021><DATA=200><CTL=ACK>"); // lets the rest out
    peer.Expect("<SEQ=3021><ACK=3600><DATA=80><CTL=ACK><SACK=3400:3500>");
    peer.ExpectNothing();
}

// Beside text: blocks and text together fill a segment (RFC 6691).

TEST(SackReport, TakesItsRoomFromTheText)
{
    // 4 + 8 octets of the MSS of 1460 leave 1448, 4 + 16 leave 1440.
    Peer peer = Receiving(5000);
    Arrives500(peer, 6000);
    peer.Send(2896);
    peer.Expect("<SEQ=101><ACK=5000><DATA=1448><CTL=ACK><SACK=6000:6500>");
    peer.Expect("<SEQ=1549><ACK=5000><DATA=1448><CTL=ACK><SACK=6000:6500>");
    Arrives500(peer, 8000);
    peer.Send(1440);
    peer.Expect("<SEQ=2997><ACK=5000><DATA=1440><CTL=ACK><SACK=8000:8500,6000:6500>");
    peer.FireTimer(); // what is sent again is made smaller too
    for (const uint32_t seq : {101, 1541, 2981})
    {
        peer.SetSymbol("SEG.SEQ", seq);
        peer.Expect("<SEQ=SEG.SEQ><ACK=5000><DATA=1440><CTL=ACK><SACK=8000:8500,6000:6500>");
    }
    peer.Expect("<SEQ=4421><ACK=5000><DATA=16><CTL=ACK><SACK=8000:8500,6000:6500>");
}

TEST(SackReport, LeavesHalfOfASmallSegmentToTheText)
{
    struct Row
    {
        const char* mss;
        uint32_t text;
        const char* blocks;
    };

    for (const Row& row : {Row{"<MSS=40>", 20, "<SACK=8000:8500,6000:6500>"}, // 20 octets of blocks
                           Row{"<MSS=39>", 27, "<SACK=8000:8500>"},           // 12
                           Row{"<MSS=24>", 12, "<SACK=8000:8500>"},
                           Row{"<MSS=23>", 23, ""},
                           Row{"<MSS=1>", 1, ""}})
    {
        Peer peer("B", 100, WithSack(), {1460, 1460, 536});
        Connect(peer, 4999, std::string(row.mss) + "<SACK=permitted>");
        Arrives500(peer, 6000);
        Arrives500(peer, 8000);
        peer.SetSymbol("SEG.LEN", row.text);
        peer.Send(row.text);
        peer.Expect("<SEQ=101><ACK=5000><DATA=SEG.LEN><CTL=ACK>" + std::string(row.blocks));
    }
}

TEST(DSack, TakesItsRoomFromTheTextOfOneSegment)
{
    Settings settings = WithSack();
    settings.noDelay = true;
    Peer peer = Receiving(3000, settings);
    peer.Arrives("<SEQ=3000><ACK=101><DATA=500><CTL=ACK><WND=0>");
    peer.Send(4000);
    peer.ExpectNothing();
    peer.Arrives("<SEQ=3400><ACK=101><DATA=200><CTL=ACK><WND=4000>");
    peer.Expect("<SEQ=101><ACK=3600><DATA=1448><CTL=ACK><SACK=3400:3500>");
    peer.Expect("<SEQ=1549><ACK=3600><DATA=1460><CTL=ACK>");
    peer.Expect("<SEQ=3009><ACK=3600><DATA=1092><CTL=ACK>");
}

// After the peer's FIN nothing is held, and what comes again is told of still.

TEST(DSack, TellsOfTextThatComesAgainAfterTheFin)
{
    Peer peer = Receiving(3000);
    peer.Arrives("<SEQ=3000><ACK=101><DATA=500><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=3501><CTL=ACK>");
    peer.ExpectState(State::CloseWait);
    peer.Arrives("<SEQ=3000><ACK=101><DATA=500><CTL=FIN,ACK>"); // the FIN is no text
    peer.Expect("<SEQ=101><ACK=3501><CTL=ACK><SACK=3000:3500>");
    peer.Arrives("<SEQ=3500><ACK=101><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=3501><CTL=ACK>");
    peer.Arrives("<SEQ=3100><ACK=101><DATA=100><CTL=ACK>");
    peer.Expect("<SEQ=101><ACK=3501><CTL=ACK><SACK=3100:3200>");
    peer.Arrives("<SEQ=3400><ACK=101><DATA=101><CTL=ACK>"); // it has text where the FIN was
    peer.Expect("<SEQ=101><ACK=3501><CTL=ACK><SACK=3400:3500>");
}

TEST(SackReport, LeavesNoTraceOfWhatWasDelivered)
{
    // As if all had come in order: searches for new states rely on it.
    const auto variables = [](const Peer& peer) {
        std::string text;
        const auto& state = std::get<Established>(peer.Get().Data());
        state.rcv.VisitVariables([&text](const char* name, const auto& value) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, SeqNum>)
            {
                text += std::string(name) + " " + std::to_string(value.Value()) + "\n";
            }
            else if constexpr (std::is_integral_v<std::decay_t<decltype(value)>>)
            {
                text += std::string(name) + " " + std::to_string(value) + "\n";
            }
        });
        return text;
    };
    Peer inOrder = Receiving(5000);
    Arrives500(inOrder, 5000);
    Arrives500(inOrder, 5500, 6000, "");
    Peer disordered = Receiving(5000);
    Arrives500(disordered, 5500);
    Arrives500(disordered, 5000, 6000, "");
    EXPECT_EQ(variables(disordered), variables(inOrder));
}

TEST(SackReport, CountsNoFinAsText)
{
    Peer peer = Receiving(3000);
    peer.Arrives("<SEQ=3500><ACK=101><DATA=500><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=3000><CTL=ACK><SACK=3500:4000>");
    peer.Arrives("<SEQ=4000><ACK=101><CTL=FIN,ACK>");
    peer.Expect("<SEQ=101><ACK=3000><CTL=ACK><SACK=3500:4000>");
    Arrives500(peer, 3000, 4001, "");
    peer.ExpectState(State::CloseWait);
}

} // namespace
