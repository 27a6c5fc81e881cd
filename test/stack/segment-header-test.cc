// SPDX-License-Identifier: GPL-2.0-only

// The header on the wire: the same as ns3::TcpHeader's, read without trust.

#include "ns3/ipv4-address.h"
#include "ns3/packet.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-option-rfc793.h"
#include "ns3/tcp-option-winscale.h"
#include "ns3/tcp-segment-header.h"

#include <gtest/gtest.h>
#include <vector>

using namespace ns3;
using tcplifecycle::SeqNum;

namespace
{

const TcpFourTuple OVER_IPV4 = {{TcpIpAddress(Ipv4Address("10.0.0.1")), 1000},
                                {TcpIpAddress(Ipv4Address("10.0.0.2")), 80}};
const TcpFourTuple OVER_IPV6 = {{TcpIpAddress(Ipv6Address("2001:db8::1")), 1000},
                                {TcpIpAddress(Ipv6Address("2001:db8::2")), 80}};

tcplifecycle::Segment
SynAck()
{
    tcplifecycle::Segment segment;
    segment.seq = SeqNum(4294967295);
    segment.ack = SeqNum(2147483648);
    segment.ctl = tcplifecycle::SYN | tcplifecycle::ACK;
    segment.wnd = 65535;
    segment.up = 7;
    segment.options.mss = 1460;
    segment.options.windowScale = 3;
    return segment;
}

/// A header of 20 octets and what is said to follow it, from port 1 to port 2, ACK.
std::vector<uint8_t>
Octets(uint8_t dataOffset, const std::vector<uint8_t>& rest)
{
    std::vector<uint8_t> octets = {0, 1, 0, 2, 0, 0, 0, 0, 0, 0};
    octets.insert(octets.end(), {0, 0, static_cast<uint8_t>(dataOffset << 4), 0x10});
    octets.insert(octets.end(), {0, 0, 0, 0, 0, 0});
    octets.insert(octets.end(), rest.begin(), rest.end());
    return octets;
}

TcpSegmentHeader
Read(const std::vector<uint8_t>& octets)
{
    TcpSegmentHeader header;
    Create<Packet>(octets.data(), octets.size())->PeekHeader(header);
    return header;
}

} // namespace

TEST(SegmentHeader, IsReadByTcpHeader)
{
    const auto packet = Create<Packet>(100);
    packet->AddHeader(TcpSegmentHeader(OVER_IPV4, SynAck()));
    EXPECT_EQ(packet->GetSize(), 128U); // 20, MSS 4, window scale 3, padding 1
    TcpHeader header;
    EXPECT_EQ(packet->RemoveHeader(header), 28U);
    EXPECT_EQ(header.GetSourcePort(), 1000);
    EXPECT_EQ(header.GetDestinationPort(), 80);
    EXPECT_EQ(header.GetSequenceNumber().GetValue(), 4294967295U);
    EXPECT_EQ(header.GetAckNumber().GetValue(), 2147483648U);
    EXPECT_EQ(header.GetFlags(), TcpHeader::SYN | TcpHeader::ACK);
    EXPECT_EQ(header.GetWindowSize(), 65535);
    EXPECT_EQ(header.GetUrgentPointer(), 7);
    const auto mss = DynamicCast<const TcpOptionMSS>(header.GetOption(TcpOption::MSS));
    ASSERT_TRUE(mss);
    EXPECT_EQ(mss->GetMSS(), 1460);
    const auto scale = DynamicCast<const TcpOptionWinScale>(header.GetOption(TcpOption::WINSCALE));
    ASSERT_TRUE(scale);
    EXPECT_EQ(scale->GetScale(), 3);
}

TEST(SegmentHeader, ReadsWhatTcpHeaderWrote)
{
    TcpHeader header;
    header.SetSourcePort(1);
    header.SetDestinationPort(2);
    header.SetSequenceNumber(SequenceNumber32(3));
    header.SetAckNumber(SequenceNumber32(4));
    header.SetFlags(TcpHeader::FIN | TcpHeader::ACK);
    header.SetWindowSize(5);
    const auto packet = Create<Packet>(100);
    packet->AddHeader(header);
    TcpSegmentHeader read;
    packet->PeekHeader(read);
    ASSERT_TRUE(read.IsValid());
    EXPECT_EQ(read.Get().sourcePort, 1);
    EXPECT_EQ(read.Get().destinationPort, 2);
    EXPECT_EQ(read.Get().size, 20U);
    EXPECT_EQ(read.Get().segment.seq, SeqNum(3));
    EXPECT_EQ(read.Get().segment.ack, SeqNum(4));
    EXPECT_EQ(read.Get().segment.ctl, tcplifecycle::FIN | tcplifecycle::ACK);
    EXPECT_EQ(read.Get().segment.wnd, 5);
    EXPECT_EQ(read.Get().segment.textLength, 100U);
}

TEST(SegmentHeader, ShorterThanAHeaderIsInvalid)
{
    const auto octets = Octets(5, {});
    for (size_t size = 0; size < 20; ++size)
    {
        EXPECT_FALSE(Read({octets.begin(), octets.begin() + size}).IsValid()) << size;
    }
    EXPECT_TRUE(Read(octets).IsValid());
}

TEST(SegmentHeader, DataOffsetMustLieBetweenHeaderAndEnd)
{
    for (uint8_t words = 0; words < 16; ++words)
    {
        const bool possible = words >= 5 && words <= 7; // 8 octets follow the 20
        EXPECT_EQ(Read(Octets(words, std::vector<uint8_t>(8, 1))).IsValid(), possible) << +words;
    }
}

TEST(SegmentHeader, TcpHeaderIsSparedOptionsThatItCannotRead)
{
    // Unknown kind with length 0 (over which TcpHeader loops for ever), 1, past the end, and cut
    // off; a SACK and an MSS of impossible length (over which it aborts), a window scale of 15;
    // each after a good MSS of 1000, which must be kept.
    const std::vector<std::vector<uint8_t>> bad = {{254, 0, 0, 0},
                                                   {254, 1, 0, 0},
                                                   {254, 5, 0, 0},
                                                   {5, 3, 1, 254},
                                                   {2, 3, 1, 254},
                                                   {3, 3, 15, 0},
                                                   {1, 1, 1, 254}};
    for (const auto& option : bad)
    {
        std::vector<uint8_t> rest = {2, 4, 1000 >> 8, 1000 & 0xff};
        rest.insert(rest.end(), option.begin(), option.end());
        const auto read = Read(Octets(7, rest));
        EXPECT_FALSE(read.IsSafeForTcpHeader());
        const auto header = read.ToTcpHeader();
        const auto mss = DynamicCast<const TcpOptionMSS>(header.GetOption(TcpOption::MSS));
        ASSERT_TRUE(mss) << +option[0] << "," << +option[1];
        EXPECT_EQ(mss->GetMSS(), 1000);
        EXPECT_EQ(header.GetSourcePort(), 1);
    }
}

TEST(SegmentHeader, UnknownOptionsAndThoseAfterTheEndAreSafe)
{
    EXPECT_TRUE(Read(Octets(7, {254, 4, 1, 1, 1, 254, 3, 1})).IsSafeForTcpHeader());
    EXPECT_TRUE(Read(Octets(7, {1, 0, 2, 3, 1, 254, 0, 0})).IsSafeForTcpHeader());
    EXPECT_TRUE(Read(Octets(5, {254, 0, 0, 0})).IsSafeForTcpHeader()); // this is text
}

TEST(SegmentHeader, ChecksumIsTcpHeaders)
{
    for (const bool ipv4 : {true, false})
    {
        for (const uint32_t size : {0U, 1U, 2U, 999U})
        {
            const TcpFourTuple& connection = ipv4 ? OVER_IPV4 : OVER_IPV6;
            std::vector<uint8_t> text(size);
            for (uint32_t i = 0; i < size; ++i)
            {
                text[i] = static_cast<uint8_t>(i * 7 + 1);
            }
            const auto packet = Create<Packet>(text.data(), size);
            TcpSegmentHeader header(connection, SynAck());
            header.EnableChecksum(connection.local.address, connection.remote.address);
            packet->AddHeader(header);

            TcpHeader other;
            other.EnableChecksums();
            if (ipv4)
            {
                other.InitializeChecksum(connection.local.address.ToIpv4(),
                                         connection.remote.address.ToIpv4(),
                                         6);
            }
            else
            {
                other.InitializeChecksum(connection.local.address.ToIpv6(),
                                         connection.remote.address.ToIpv6(),
                                         6);
            }
            packet->PeekHeader(other);
            EXPECT_TRUE(other.IsChecksumOk()) << ipv4 << " " << size;

            TcpSegmentHeader own;
            own.EnableChecksum(connection.local.address, connection.remote.address);
            packet->PeekHeader(own);
            EXPECT_TRUE(own.IsChecksumOk());

            std::vector<uint8_t> octets(packet->GetSize());
            packet->CopyData(octets.data(), octets.size());
            octets.back() ^= 1;
            Create<Packet>(octets.data(), octets.size())->PeekHeader(own);
            EXPECT_FALSE(own.IsChecksumOk());
        }
    }
}
