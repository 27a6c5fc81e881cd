// SPDX-License-Identifier: GPL-2.0-only

// Transfers over a way that changes the order of packets, repeats them, changes what they hold.

#include "transfer-hop.h"
#include "transfer-network.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace ns3;

namespace
{

constexpr uint64_t MEGABYTE = 1'000'000;

/// Text of a full segment: an MTU of 1500 octets without the headers of IPv4 and TCP.
constexpr uint32_t MSS = 1500 - 40 - 12; // less IP and TCP headers and timestamps

/// What the hops towards the two hosts have done.
struct Disturbance
{
    uint64_t reordered;
    uint64_t repeated;
};

/// A megabyte each way through unruly hops, and all is as it should be.
Disturbance
TransferThrough(Time jitter, double repeat, double loss, bool ipv6)
{
    TransferSetup setup;
    setup.link.ipv6 = ipv6;
    TransferPlan client;
    client.octets = MEGABYTE;
    TransferPlan server;
    server.octets = MEGABYTE;
    server.closing = TransferClosing::AfterPeer;
    TransferNetwork network(setup);
    Disturbance done{};
    const auto toClient = CreateObject<TransferUnrulyHop>(jitter, repeat, loss, 1);
    const auto toServer = CreateObject<TransferUnrulyHop>(jitter, repeat, loss, 2);
    toClient->InstallAt(network.GetDevice(CLIENT));
    toServer->InstallAt(network.GetDevice(SERVER));
    network.Install(client, server);
    network.Run();
    network.ExpectWhole();
    done.reordered = std::min(toClient->GetReordered(), toServer->GetReordered());
    done.repeated = std::min(toClient->GetRepeated(), toServer->GetRepeated());
    return done;
}

/// Exchanges the texts of two successive full segments.
class SwappingHop : public TransferHop
{
  public:
    /// \param first number of the first one among those with text, from 0
    explicit SwappingHop(uint32_t first)
        : m_first(first)
    {
    }

  private:
    void Arrive(Ptr<Packet> frame) override
    {
        const auto read = TransferFrame::Read(frame);
        if (!read || read->text->GetSize() == 0)
        {
            Forward(frame);
            return;
        }
        const uint32_t number = m_seen++;
        if (number == m_first)
        {
            m_held = *read;
        }
        else if (number == m_first + 1)
        {
            ASSERT_EQ(read->text->GetSize(), m_held.text->GetSize());
            Forward(m_held.WithText(read->text));
            Forward(read->WithText(m_held.text));
        }
        else
        {
            Forward(frame);
        }
    }

    uint32_t m_first;
    uint32_t m_seen{0};
    TransferFrame m_held;
};

/// Changes one bit of one octet of the text of a segment.
class FlippingHop : public TransferHop
{
  public:
    /// \param number of the segment among those with text, from 0 \param offset of the octet
    FlippingHop(uint32_t number, uint32_t offset)
        : m_number(number),
          m_offset(offset)
    {
    }

  private:
    void Arrive(Ptr<Packet> frame) override
    {
        const auto read = TransferFrame::Read(frame);
        if (read && read->text->GetSize() > 0 && m_seen++ == m_number)
        {
            std::vector<uint8_t> octets(read->text->GetSize());
            read->text->CopyData(octets.data(), octets.size());
            octets.at(m_offset) ^= 0x10;
            frame = read->WithText(Create<Packet>(octets.data(), octets.size()));
        }
        Forward(frame);
    }

    uint32_t m_number;
    uint32_t m_offset;
    uint32_t m_seen{0};
};

/// Changes one bit in some segments, anywhere in the TCP header or the text.
class NoisyHop : public TransferHop
{
  public:
    /// \param ipHeader octets of the IP header, which is left alone
    NoisyHop(uint32_t ipHeader, int64_t stream)
        : m_first(LINK_HEADER + ipHeader),
          m_random(CreateObject<UniformRandomVariable>())
    {
        m_random->SetStream(stream);
    }

    uint32_t GetChanged() const
    {
        return m_changed;
    }

  private:
    static constexpr uint32_t LINK_HEADER = 2;

    void Arrive(Ptr<Packet> frame) override
    {
        if (TransferFrame::Read(frame) && m_random->GetValue() < 0.03)
        {
            ++m_changed;
            std::vector<uint8_t> octets(frame->GetSize());
            frame->CopyData(octets.data(), octets.size());
            octets.at(m_random->GetInteger(m_first, octets.size() - 1)) ^=
                1 << m_random->GetInteger(0, 7);
            frame = Create<Packet>(octets.data(), octets.size());
        }
        Forward(frame);
    }

    uint32_t m_first;
    Ptr<UniformRandomVariable> m_random;
    uint32_t m_changed{0};
};

/// While it lives, checksums are computed and verified.
class Checksums
{
  public:
    Checksums()
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    }

    ~Checksums()
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    }

    Checksums(const Checksums&) = delete;
    Checksums& operator=(const Checksums&) = delete;
};

/// Sends to a server behind a hop. \return position of the first wrong octet that it reads
std::optional<uint64_t>
SendThrough(Ptr<TransferHop> hop)
{
    TransferPlan client;
    client.octets = 100'000;
    client.sendSize = 100'000; // so that all segments but the last one are full
    TransferPlan server;
    server.closing = TransferClosing::AfterPeer;
    TransferNetwork network({});
    hop->InstallAt(network.GetDevice(SERVER));
    network.Install(client, server);
    network.Run();
    // TCP has noticed nothing.
    EXPECT_EQ(network.Get(SERVER).GetReceived().GetLength(), client.octets);
    EXPECT_TRUE(network.Get(SERVER).IsAtEndOfStream());
    network.ExpectClosed();
    network.ExpectNothingLeft();
    return network.Get(SERVER).GetReceived().GetFirstWrong();
}

/// \return position of the first wrong octet if stretches of stream 1 come as they are listed
std::optional<uint64_t>
CheckStretches(const std::vector<std::pair<uint64_t, uint32_t>>& stretches)
{
    const TransferContent content(1);
    TransferChecker checker(content);
    for (const auto& [position, size] : stretches)
    {
        checker.Take(content.Make(position, size));
    }
    return checker.GetFirstWrong();
}

} // namespace

TEST(TransferDisturbed, OrderOfPacketsChanges)
{
    for (const bool ipv6 : {false, true})
    {
        EXPECT_GT(TransferThrough(MilliSeconds(20), 0, 0, ipv6).reordered, 100U);
    }
}

TEST(TransferDisturbed, EachPacketComesTwice)
{
    const auto done = TransferThrough(Time(0), 1, 0, false);
    EXPECT_EQ(done.reordered, 0U);
    EXPECT_GT(done.repeated, MEGABYTE / MSS);
}

TEST(TransferDisturbed, EachPacketComesTwiceInAnyOrder)
{
    const auto done = TransferThrough(MilliSeconds(20), 1, 0, true);
    EXPECT_GT(done.reordered, 100U);
    EXPECT_GT(done.repeated, MEGABYTE / 1440);
}

TEST(TransferDisturbed, OldPacketsComeSecondsLater)
{
    const auto done = TransferThrough(Seconds(5), 0.01, 0, false);
    EXPECT_GT(done.repeated, 5U);
}

TEST(TransferDisturbed, AllAtOnce)
{
    for (const bool ipv6 : {false, true})
    {
        const auto done = TransferThrough(MilliSeconds(30), 0.1, 0.05, ipv6);
        EXPECT_GT(done.reordered, 100U);
        EXPECT_GT(done.repeated, 10U);
    }
}

// The other tests of transfers are worth something only if these differences are noticed.

TEST(TransferChecker, TakesWhatWasSent)
{
    EXPECT_EQ(CheckStretches({{0, 1000}, {1000, 1}, {1001, 3000}}), std::nullopt);
}

TEST(TransferChecker, NoticesExchangedStretches)
{
    // Wherever two stretches of 536 octets are exchanged.
    for (uint64_t a = 0; a < 20'000; a += 536)
    {
        for (uint64_t b = a + 536; b < 20'000; b += 536)
        {
            const TransferContent content(1);
            TransferChecker checker(content);
            checker.Take(content.Make(0, a));
            checker.Take(content.Make(b, 536));
            const auto wrong = checker.GetFirstWrong();
            ASSERT_TRUE(wrong) << a << " and " << b;
            ASSERT_LT(*wrong, a + 8) << a << " and " << b;
        }
    }
}

TEST(TransferChecker, NoticesAMissingOctet)
{
    EXPECT_LT(CheckStretches({{0, 1000}, {1001, 100}}), 1008U);
    EXPECT_GE(CheckStretches({{0, 1000}, {1001, 100}}), 1000U);
}

TEST(TransferChecker, NoticesARepeatedOctet)
{
    EXPECT_LT(CheckStretches({{0, 1000}, {999, 100}}), 1008U);
    EXPECT_GE(CheckStretches({{0, 1000}, {999, 100}}), 1000U);
}

TEST(TransferChecker, NoticesTheOtherDirectionsStream)
{
    TransferChecker checker(TransferContent(1));
    checker.Take(TransferContent(2).Make(0, 100));
    EXPECT_LT(checker.GetFirstWrong(), 4U);
}

TEST(TransferChecker, NoticesTwoSegmentsWhoseTextsAreExchangedOnTheWay)
{
    const auto wrong = SendThrough(CreateObject<SwappingHop>(5));
    ASSERT_TRUE(wrong);
    EXPECT_GE(*wrong, 5 * MSS);
    EXPECT_LT(*wrong, 5 * MSS + 8);
}

TEST(TransferChecker, NoticesABitThatIsChangedOnTheWay)
{
    EXPECT_EQ(SendThrough(CreateObject<FlippingHop>(7, 100)), 7 * MSS + 100);
}

// RFC 9293, section 3.1: a segment with a wrong checksum counts for nothing (MUST-2, MUST-3).

TEST(TransferWithChecksums, BothKindsOfTcpTakeEachOthersChecksums)
{
    const Checksums checksums;
    for (const auto stack : {TransferStack::Lifecycle, TransferStack::Ns3})
    {
        for (const bool ipv6 : {false, true})
        {
            TransferSetup setup;
            setup.link.ipv6 = ipv6;
            setup.loss = 0.01;
            setup.stacks = {TransferStack::Lifecycle, stack};
            TransferPlan client;
            client.octets = MEGABYTE;
            client.closing = TransferClosing::WhenDone;
            TransferPlan server;
            server.octets = MEGABYTE;
            server.closing = TransferClosing::AfterPeer;
            TransferNetwork network(setup);
            network.Install(client, server);
            network.Run();
            network.ExpectWhole();
        }
    }
}

TEST(TransferWithChecksums, AChangedBitIsNoticedAndTheSegmentComesAgain)
{
    const Checksums checksums;
    EXPECT_EQ(SendThrough(CreateObject<FlippingHop>(7, 100)), std::nullopt);
}

TEST(TransferWithChecksums, ExchangedTextsAreNoticedAndTheSegmentsComeAgain)
{
    const Checksums checksums;
    EXPECT_EQ(SendThrough(CreateObject<SwappingHop>(5)), std::nullopt);
}

TEST(TransferWithChecksums, ChangedBitsAnywhereInSegmentsDoNoHarm)
{
    const Checksums checksums;
    for (const bool ipv6 : {false, true})
    {
        TransferSetup setup;
        setup.link.ipv6 = ipv6;
        TransferPlan client;
        client.octets = MEGABYTE;
        TransferPlan server;
        server.octets = MEGABYTE;
        server.closing = TransferClosing::AfterPeer;
        TransferNetwork network(setup);
        const auto toClient = CreateObject<NoisyHop>(ipv6 ? 40 : 20, 1);
        const auto toServer = CreateObject<NoisyHop>(ipv6 ? 40 : 20, 2);
        toClient->InstallAt(network.GetDevice(CLIENT));
        toServer->InstallAt(network.GetDevice(SERVER));
        network.Install(client, server);
        network.Run();
        network.ExpectWhole();
        EXPECT_GT(toClient->GetChanged(), 10U);
        EXPECT_GT(toServer->GetChanged(), 10U);
    }
}
