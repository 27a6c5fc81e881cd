// SPDX-License-Identifier: GPL-2.0-only

// ICMP errors: what of them TCP listens to, and what it does then (RFC 9293, section 3.9.2.2).

#include "two-hosts.h"

#include "ns3/icmpv4.h"
#include "ns3/icmpv6-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/tcp-icmp-message.h"

#include <gmock/gmock.h>

using namespace ns3;
using tcplifecycle::CloseReason;
using tcplifecycle::IcmpError;
using tcplifecycle::State;
using tcplifecycle::Trouble;
using ::testing::Contains;
using ::testing::ElementsAre;

namespace
{

constexpr uint8_t IPV4_UNREACHABLE = 3;
constexpr uint8_t IPV4_SOURCE_QUENCH = 4;
constexpr uint8_t IPV4_TIME_EXCEEDED = 11;
constexpr uint8_t IPV4_PARAMETER_PROBLEM = 12;
constexpr uint8_t IPV6_UNREACHABLE = 1;
constexpr uint8_t IPV6_TOO_BIG = 2;
constexpr uint8_t IPV6_TIME_EXCEEDED = 3;
constexpr uint8_t IPV6_PARAMETER_PROBLEM = 4;
constexpr uint8_t CODE_PORT = 3;
constexpr uint8_t CODE_TOO_BIG = 4;

/// Ports 0x1234 and 80, sequence number 0x01020304.
constexpr uint8_t QUOTED[8] = {0x12, 0x34, 0, 80, 1, 2, 3, 4};

std::optional<IcmpError>
ReadIpv4(uint8_t type, uint8_t code, uint32_t info = 0)
{
    return TcpIcmpMessage{type, code, info, QUOTED}.ReadIpv4();
}

std::optional<IcmpError>
ReadIpv6(uint8_t type, uint8_t code, uint32_t info = 0)
{
    return TcpIcmpMessage{type, code, info, QUOTED}.ReadIpv6();
}

class Icmp : public TwoHosts, public ::testing::WithParamInterface<const char*>
{
  protected:
    Icmp()
        : TwoHosts(IsIpv4() ? Family::IPV4 : Family::IPV6)
    {
        Install();
        RunUntil(5); // duplicate address detection takes its time
        client = NewSocket(0);
        client->SetAttribute("Isn", IntegerValue(1000));
        client->TraceConnectWithoutContext(
            "Trouble",
            Callback<void, Trouble::Kind, Ptr<TcpLifecycleSocket>>(
                [this](Trouble::Kind kind, Ptr<TcpLifecycleSocket> socket) {
                    EXPECT_EQ(socket, client);
                    troubles.push_back(kind);
                }));
        client->TraceConnectWithoutContext(
            "Tx",
            Callback<void, Ptr<const Packet>, const TcpHeader&, Ptr<const TcpLifecycleSocket>>(
                [this](Ptr<const Packet> text, const TcpHeader&, Ptr<const TcpLifecycleSocket>) {
                    sizes.push_back(text->GetSize());
                }));
    }

    static bool IsIpv4()
    {
        return std::string(GetParam()) == "Ipv4";
    }

    void Open()
    {
        Listen();
        client->Connect(AddressOf(1, 80));
        RunUntil(6);
        ASSERT_EQ(accepted.size(), 1U);
        sizes.clear();
    }

    /// A host hears of a segment that it has sent from one name to another.
    void Hear(uint32_t host,
              uint8_t type,
              uint8_t code,
              uint32_t info,
              const Address& from,
              const Address& to,
              uint32_t seq)
    {
        const auto source = *TcpName::From(from);
        const auto destination = *TcpName::From(to);
        const uint8_t quoted[8] = {static_cast<uint8_t>(source.port >> 8),
                                   static_cast<uint8_t>(source.port),
                                   static_cast<uint8_t>(destination.port >> 8),
                                   static_cast<uint8_t>(destination.port),
                                   static_cast<uint8_t>(seq >> 24),
                                   static_cast<uint8_t>(seq >> 16),
                                   static_cast<uint8_t>(seq >> 8),
                                   static_cast<uint8_t>(seq)};
        if (IsIpv4())
        {
            Tcp(host)->ReceiveIcmp(Ipv4Address("192.0.2.1"),
                                   64,
                                   type,
                                   code,
                                   info,
                                   source.address.ToIpv4(),
                                   destination.address.ToIpv4(),
                                   quoted);
        }
        else
        {
            Tcp(host)->ReceiveIcmp(Ipv6Address("2001:db8::99"),
                                   64,
                                   type,
                                   code,
                                   info,
                                   source.address.ToIpv6(),
                                   destination.address.ToIpv6(),
                                   quoted);
        }
    }

    /// A hears of a segment of `client`.
    void HearOf(uint32_t seq, uint8_t type, uint8_t code, uint32_t info = 0)
    {
        Address name;
        client->GetSockName(name);
        Hear(0, type, code, info, name, AddressOf(1, 80), seq);
    }

    uint8_t Unreachable() const
    {
        return IsIpv4() ? IPV4_UNREACHABLE : IPV6_UNREACHABLE;
    }

    uint8_t UnreachablePort() const
    {
        return IsIpv4() ? 3 : 4;
    }

    Ptr<TcpLifecycleSocket> client;
    std::vector<Trouble::Kind> troubles;
    std::vector<int> told;       ///< by IcmpCallback or IcmpCallback6: TTL, type, code
    std::vector<uint32_t> sizes; ///< of the text in each segment of `client`
};

} // namespace

TEST(IcmpMessage, NamesTheConnection)
{
    const TcpIcmpMessage message{IPV4_UNREACHABLE, CODE_PORT, 0, QUOTED};
    const TcpIpAddress a(Ipv4Address("10.0.0.1"));
    const TcpIpAddress b(Ipv4Address("10.0.0.2"));
    const TcpFourTuple expected{{a, 0x1234}, {b, 80}};
    EXPECT_TRUE(message.GetConnection(a, b) == expected);
}

TEST(IcmpMessage, OfIpv4SaysHowHardItIs)
{
    // RFC 9293, section 3.9.2.2: codes 2 and 3 are hard, 4 is the path MTU, the others may pass.
    for (uint8_t code = 0; code <= 15; ++code)
    {
        const auto error = ReadIpv4(IPV4_UNREACHABLE, code, 1500);
        ASSERT_TRUE(error);
        EXPECT_EQ(error->quoted.Value(), 0x01020304U);
        EXPECT_EQ(error->kind,
                  code == 2 || code == 3 ? IcmpError::Kind::Hard
                  : code == 4            ? IcmpError::Kind::TooBig
                                         : IcmpError::Kind::Soft)
            << int{code};
    }
    EXPECT_EQ(ReadIpv4(IPV4_TIME_EXCEEDED, 0)->kind, IcmpError::Kind::Soft);
    EXPECT_EQ(ReadIpv4(IPV4_PARAMETER_PROBLEM, 0)->kind, IcmpError::Kind::Soft);
    EXPECT_FALSE(ReadIpv4(IPV4_SOURCE_QUENCH, 0)); // MUST-55
    EXPECT_FALSE(ReadIpv4(0, 0));                  // an echo reply
}

TEST(IcmpMessage, OfIpv6SaysHowHardItIs)
{
    for (uint8_t code = 0; code <= 6; ++code)
    {
        EXPECT_EQ(ReadIpv6(IPV6_UNREACHABLE, code)->kind,
                  code == 1 || code == 4 ? IcmpError::Kind::Hard : IcmpError::Kind::Soft)
            << int{code};
    }
    EXPECT_EQ(ReadIpv6(IPV6_TOO_BIG, 0, 1400)->kind, IcmpError::Kind::TooBig);
    EXPECT_EQ(ReadIpv6(IPV6_TIME_EXCEEDED, 0)->kind, IcmpError::Kind::Soft);
    EXPECT_EQ(ReadIpv6(IPV6_PARAMETER_PROBLEM, 1)->kind, IcmpError::Kind::Soft);
    EXPECT_FALSE(ReadIpv6(129, 0)); // an echo reply
}

TEST(IcmpMessage, SaysHowMuchTextThePathTakes)
{
    EXPECT_EQ(ReadIpv4(IPV4_UNREACHABLE, CODE_TOO_BIG, 1000)->mss, 960); // 20 and 20 for headers
    EXPECT_EQ(ReadIpv4(IPV4_UNREACHABLE, CODE_TOO_BIG, 0)->mss, 536);    // RFC 1191, section 5
    EXPECT_EQ(ReadIpv4(IPV4_UNREACHABLE, CODE_TOO_BIG, 67)->mss, 28);    // 68 is the least there is
    EXPECT_EQ(ReadIpv4(IPV4_UNREACHABLE, CODE_TOO_BIG, 65535)->mss, 65495);
    EXPECT_EQ(ReadIpv6(IPV6_TOO_BIG, 0, 1300)->mss, 1240); // 40 and 20
    EXPECT_EQ(ReadIpv6(IPV6_TOO_BIG, 0, 1280)->mss, 1220);
    EXPECT_FALSE(ReadIpv6(IPV6_TOO_BIG, 0, 1279)); // RFC 8201, section 4
}

TEST_P(Icmp, HardErrorEndsAConnectionThatIsNotYetOpen)
{
    bool failed = false;
    client->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                               Callback<void, Ptr<Socket>>([&](Ptr<Socket>) { failed = true; }));
    client->Connect(AddressOf(1, 80));
    HearOf(1000, Unreachable(), UnreachablePort());
    EXPECT_EQ(client->GetState(), State::Closed);
    EXPECT_EQ(client->GetCloseReason(), CloseReason::Unreachable);
    EXPECT_EQ(client->GetErrno(), Socket::ERROR_NOROUTETOHOST);
    EXPECT_TRUE(failed);
    EXPECT_EQ(changesOfA.back().cause, tcplifecycle::Cause::Icmp);
}

TEST_P(Icmp, HardErrorEndsAHandshakeOfAListener)
{
    const auto listener = Listen();
    listener->SetAttribute("Isn", IntegerValue(300));
    listener->SetAttribute("Backlog", UintegerValue(1));
    client->Connect(AddressOf(1, 80));
    RunUntil(5.015); // B has sent its SYN,ACK
    Address name;
    client->GetSockName(name);
    Hear(1, Unreachable(), UnreachablePort(), 0, AddressOf(1, 80), name, 300);
    EXPECT_THAT(Texts(changesOfB), ElementsAre("LISTEN -> SYN-RECEIVED", "SYN-RECEIVED -> CLOSED"));
    EXPECT_EQ(listener->GetState(), State::Listen);
    RunUntil(6);
    const auto second = Connect(); // its place in the backlog is free again
    RunUntil(7);
    EXPECT_EQ(second->GetState(), State::Established);
}

TEST_P(Icmp, OpenConnectionSurvivesEachErrorAndTheUserIsTold)
{
    Open();
    client->Send(Create<Packet>(100)); // 1001 to 1100 are in flight
    HearOf(1001, Unreachable(), UnreachablePort());
    HearOf(1100, Unreachable(), 0);
    EXPECT_THAT(troubles, ElementsAre(Trouble::Kind::Icmp, Trouble::Kind::Icmp));
    RunUntil(7);
    EXPECT_EQ(client->GetState(), State::Established);
    EXPECT_EQ(accepted[0]->GetRxAvailable(), 100U);
}

TEST_P(Icmp, IsToldByTheCallbacksThatTcpSocketBaseHasToo)
{
    const auto ofIpv4 =
        [this](Ipv4Address from, uint8_t ttl, uint8_t type, uint8_t code, uint32_t) {
            EXPECT_EQ(from, Ipv4Address("192.0.2.1"));
            told = {ttl, type, code};
        };
    const auto ofIpv6 =
        [this](Ipv6Address from, uint8_t ttl, uint8_t type, uint8_t code, uint32_t) {
            EXPECT_EQ(from, Ipv6Address("2001:db8::99"));
            told = {ttl, type, code};
        };
    const Callback<void, Ipv4Address, uint8_t, uint8_t, uint8_t, uint32_t> callback4(ofIpv4);
    const Callback<void, Ipv6Address, uint8_t, uint8_t, uint8_t, uint32_t> callback6(ofIpv6);
    client->SetAttribute("IcmpCallback", CallbackValue(callback4));
    client->SetAttribute("IcmpCallback6", CallbackValue(callback6));
    Open();
    client->Send(Create<Packet>(100));
    HearOf(1001, Unreachable(), UnreachablePort());
    EXPECT_THAT(told, ElementsAre(64, Unreachable(), UnreachablePort()));
    told.clear();
    HearOf(1101, Unreachable(), 0);
    EXPECT_THAT(told, ElementsAre()) << "it quotes nothing in flight";
}

TEST_P(Icmp, ThatQuotesNothingInFlightIsForged)
{
    Open();
    client->Send(Create<Packet>(100));
    HearOf(1000, Unreachable(), 0);
    HearOf(1101, Unreachable(), 0);
    EXPECT_TRUE(troubles.empty());
    RunUntil(7);
    HearOf(1001, Unreachable(), 0); // acknowledged by now
    EXPECT_TRUE(troubles.empty());
}

TEST_P(Icmp, PacketTooBigMakesSegmentsSmaller)
{
    Open();
    Lose(1, {0}); // where the path is too narrow
    client->Send(Create<Packet>(1200));
    EXPECT_THAT(sizes, ElementsAre(1200));
    sizes.clear();
    // 1300 octets: 40 of them are headers, or 60, and 12 are timestamps.
    HearOf(1001, IsIpv4() ? IPV4_UNREACHABLE : IPV6_TOO_BIG, IsIpv4() ? CODE_TOO_BIG : 0, 1300);
    client->Send(Create<Packet>(3000));
    RunUntil(20);
    ASSERT_FALSE(sizes.empty());
    EXPECT_THAT(sizes, Contains(IsIpv4() ? 1248U : 1228U));
    EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()), IsIpv4() ? 1248U : 1228U);
    EXPECT_EQ(accepted[0]->GetRxAvailable(), 4200U);
    EXPECT_TRUE(troubles.empty());
}

TEST_P(Icmp, OfAnotherConnectionDoesNotMatter)
{
    Open();
    client->Send(Create<Packet>(100));
    Address name;
    client->GetSockName(name);
    Hear(0, Unreachable(), 0, 0, name, AddressOf(1, 81), 1001);
    Hear(0, Unreachable(), 0, 0, AddressOf(0, 9), AddressOf(1, 80), 1001);
    EXPECT_TRUE(troubles.empty());
}

INSTANTIATE_TEST_SUITE_P(Over, Icmp, ::testing::Values("Ipv4", "Ipv6"), [](const auto& info) {
    return std::string(info.param);
});

namespace
{

class IcmpOnTheWire : public TwoHosts
{
  protected:
    IcmpOnTheWire()
    {
        Install();
    }
};

} // namespace

TEST_F(IcmpOnTheWire, ReachesTheConnectionThatItQuotes)
{
    const auto client = NewSocket(0);
    client->SetAttribute("Isn", IntegerValue(1000));
    client->Bind(AnyAddress(2000));
    client->Connect(AddressOf(1, 80));

    // What B, or a router before it, would send: the packet's IP header and eight octets more.
    tcplifecycle::Segment syn;
    syn.seq = tcplifecycle::SeqNum(1000);
    syn.ctl = tcplifecycle::SYN;
    const auto segment = Create<Packet>();
    segment->AddHeader(
        TcpSegmentHeader({{TcpIpAddress(Ipv4Of(0)), 2000}, {TcpIpAddress(Ipv4Of(1)), 80}}, syn));
    Ipv4Header inner;
    inner.SetSource(Ipv4Of(0));
    inner.SetDestination(Ipv4Of(1));
    inner.SetProtocol(TcpLifecycleL4Protocol::PROT_NUMBER);
    inner.SetPayloadSize(static_cast<uint16_t>(segment->GetSize()));
    Icmpv4DestinationUnreachable unreachable;
    unreachable.SetHeader(inner);
    unreachable.SetData(segment);
    const auto message = Create<Packet>();
    message->AddHeader(unreachable);
    Icmpv4Header icmp;
    icmp.SetType(Icmpv4Header::ICMPV4_DEST_UNREACH);
    icmp.SetCode(Icmpv4DestinationUnreachable::ICMPV4_PORT_UNREACHABLE);
    message->AddHeader(icmp);
    Ipv4Header outer;
    outer.SetSource(Ipv4Of(1));
    outer.SetDestination(Ipv4Of(0));
    outer.SetProtocol(1);
    outer.SetTtl(64);
    outer.SetPayloadSize(static_cast<uint16_t>(message->GetSize()));
    message->AddHeader(outer);
    RunUntil(0.001);
    const auto device = devices.Get(0);
    nodes.Get(0)->GetObject<Ipv4L3Protocol>()->Receive(device,
                                                       message,
                                                       Ipv4L3Protocol::PROT_NUMBER,
                                                       device->GetAddress(),
                                                       device->GetAddress(),
                                                       NetDevice::PACKET_HOST);
    EXPECT_EQ(client->GetCloseReason(), CloseReason::Unreachable);
}
