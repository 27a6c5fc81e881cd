// SPDX-License-Identifier: GPL-2.0-only
//
// Whether a connection uses ECN is agreed on by its SYNs (RFC 3168, section 6.1.1).

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

Settings
Using(UseEcn ecn)
{
    return With([ecn](Settings& settings) { settings.ecn = ecn; });
}

TEST(EcnNegotiation, IsNotOfferedByDefault)
{
    Peer peer("A", 100);
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN>");
}

TEST(EcnNegotiation, SynOffersItOnlyIfItIsOn)
{
    Peer on("A", 100, Using(UseEcn::On));
    on.OpenActive();
    on.Expect("<SEQ=100><CTL=SYN,ECE,CWR>");

    Peer accepting("A", 100, Using(UseEcn::AcceptOnly));
    accepting.OpenActive();
    accepting.Expect("<SEQ=100><CTL=SYN>");
}

TEST(EcnNegotiation, AnOfferIsTakenUnlessItIsOff)
{
    for (const UseEcn ecn : {UseEcn::On, UseEcn::AcceptOnly, UseEcn::Off})
    {
        Peer peer("B", 100, Using(ecn));
        peer.OpenPassive();
        peer.Arrives("<SEQ=300><CTL=SYN,ECE,CWR>");
        peer.Expect(ecn == UseEcn::Off ? "<SEQ=100><ACK=301><CTL=SYN,ACK>"
                                       : "<SEQ=100><ACK=301><CTL=SYN,ECE,ACK>");
        EXPECT_EQ(peer.Get().EcnInUse(), ecn != UseEcn::Off);
    }
}

TEST(EcnNegotiation, ASynWithOneOfTheBitsIsNoOffer)
{
    for (const char* syn :
         {"<SEQ=300><CTL=SYN>", "<SEQ=300><CTL=SYN,ECE>", "<SEQ=300><CTL=SYN,CWR>"})
    {
        Peer peer("B", 100, Using(UseEcn::On));
        peer.OpenPassive();
        peer.Arrives(syn);
        peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
        EXPECT_FALSE(peer.Get().EcnInUse());
    }
}

TEST(EcnNegotiation, HoldsIfTheSynAckHasEceAlone)
{
    struct Row
    {
        const char* synAck;
        bool inUse;
    };

    // Both bits come from a host that sends back what it gets.
    for (const Row& row : {Row{"<SEQ=300><ACK=101><CTL=SYN,ECE,ACK>", true},
                           Row{"<SEQ=300><ACK=101><CTL=SYN,ACK>", false},
                           Row{"<SEQ=300><ACK=101><CTL=SYN,CWR,ACK>", false},
                           Row{"<SEQ=300><ACK=101><CTL=SYN,ECE,CWR,ACK>", false}})
    {
        Peer peer("A", 100, Using(UseEcn::On));
        peer.OpenActive();
        peer.Expect("<SEQ=100><CTL=SYN,ECE,CWR>");
        peer.Arrives(row.synAck);
        peer.Expect("<SEQ=101><ACK=301><CTL=ACK>"); // the answer to an offer is no mark
        EXPECT_EQ(peer.Get().EcnInUse(), row.inUse) << row.synAck;
        peer.Send(10);
        peer.Expect(row.inUse ? "<SEQ=101><ACK=301><DATA=10><CTL=ACK><ECN=ECT(0)>"
                              : "<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
    }
}

TEST(EcnNegotiation, ASynAckWithEceIsNoAnswerWhereNothingWasOffered)
{
    Peer peer("A", 100, Using(UseEcn::AcceptOnly));
    Connect(peer, 300);
    EXPECT_FALSE(peer.Get().EcnInUse());
    Peer second("A", 100, Using(UseEcn::AcceptOnly));
    second.OpenActive();
    second.Expect("<SEQ=100><CTL=SYN>");
    second.Arrives("<SEQ=300><ACK=101><CTL=SYN,ECE,ACK>");
    second.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    EXPECT_FALSE(second.Get().EcnInUse());
}

TEST(EcnNegotiation, ASynThatIsRepeatedOffersItNoMore)
{
    // Section 6.1.1.1: there are middleboxes that drop the offer. What was agreed on later does not
    // count: a SYN without it has been sent.
    Peer peer("A", 100, Using(UseEcn::On));
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN,ECE,CWR>");
    peer.Advance(3s);
    peer.Expect("<SEQ=100><CTL=SYN>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ECE,ACK>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK>");
    EXPECT_FALSE(peer.Get().EcnInUse());
}

TEST(EcnNegotiation, ASynThatComesAgainWithoutTheOfferTakesItBack)
{
    Peer peer("B", 100, Using(UseEcn::On));
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><CTL=SYN,ECE,CWR>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ECE,ACK>");
    peer.Arrives("<SEQ=300><CTL=SYN,ECE,CWR>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ECE,ACK>");
    peer.Arrives("<SEQ=300><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>");
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK>");
    EXPECT_FALSE(peer.Get().EcnInUse());
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK>");
}

TEST(EcnNegotiation, ASynAckThatIsRepeatedKeepsItsAnswer)
{
    Peer peer("B", 100, Using(UseEcn::On));
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><CTL=SYN,ECE,CWR>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ECE,ACK>");
    peer.Advance(3s);
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ECE,ACK>");
}

TEST(EcnNegotiation, HoldsAfterASimultaneousOpen)
{
    Peer peer("A", 100, Using(UseEcn::On));
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN,ECE,CWR>");
    peer.Arrives("<SEQ=300><CTL=SYN,ECE,CWR>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ECE,ACK>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ECE,ACK>");
    peer.ExpectState(State::Established);
    EXPECT_TRUE(peer.Get().EcnInUse());
    peer.Send(10);
    peer.Expect("<SEQ=101><ACK=301><DATA=10><CTL=ACK><ECN=ECT(0)>");
}

TEST(EcnNegotiation, IsOfOneConnectionOnly)
{
    Peer peer("B", 100, Using(UseEcn::On));
    peer.OpenPassive();
    peer.Arrives("<SEQ=300><CTL=SYN,ECE,CWR>");
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ECE,ACK>");
    peer.Arrives("<SEQ=301><CTL=RST>");
    peer.ExpectState(State::Listen);
    peer.Arrives("<SEQ=700><CTL=SYN>");
    peer.Expect("<SEQ=100><ACK=701><CTL=SYN,ACK>");
    EXPECT_FALSE(peer.Get().EcnInUse());
}

} // namespace
