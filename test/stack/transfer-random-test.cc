// SPDX-License-Identifier: GPL-2.0-only

// Random connections, the same ones each time: whatever the link, the sizes, the buffers and the
// way in which the two ends part, what is read is right, and in the end nothing is left.

#include "dice.h"
#include "transfer-hop.h"
#include "transfer-network.h"

#include "ns3/boolean.h"
#include "ns3/integer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <array>
#include <functional>
#include <gtest/gtest.h>
#include <iostream>
#include <map>

using namespace ns3;

namespace
{

/// How a connection ends.
enum class Ending
{
    ClientFirst,
    ServerFirst,
    HalfClose, ///< the server answers when the client's stream has ended
    BothAtOnce,
    ClientAborts,
    ServerAborts
};

constexpr std::array<const char*, 6> ENDING_NAMES{"client closes first",
                                                  "server closes first",
                                                  "half-close",
                                                  "both close at once",
                                                  "client aborts",
                                                  "server aborts"};

/// A connection that the dice have chosen.
struct RandomConnection
{
    explicit RandomConnection(uint32_t number)
    {
        Dice dice(number);
        setup.run = number;
        setup.link.ipv6 = dice.Between(0, 1) == 1;
        setup.link.delay = MicroSeconds(dice.Magnitude(1000, 200'000));
        setup.link.rate = DataRate(static_cast<uint64_t>(dice.Magnitude(64e3, 1e9)));
        setup.loss = dice.OneOf<double>({0, 0, 0.01, 0.03, 0.1});
        if (dice.Between(0, 2) == 0)
        {
            jitter = MicroSeconds(dice.Between(0, 50'000));
            repeat = dice.OneOf<double>({0, 0.02, 0.2});
        }
        setup.mtu = dice.OneOf<uint16_t>({1280, 1500, 1500, 9000});
        if (!setup.link.ipv6 && dice.Between(0, 3) == 0)
        {
            setup.mtu = 128 + dice.Between(0, 400);
        }
        ending = static_cast<Ending>(dice.Between(0, ENDING_NAMES.size() - 1));
        for (auto* plan : {&client, &server})
        {
            plan->octets = dice.Between(0, 4) == 0 ? 0 : dice.Magnitude(1, 300'000);
            plan->sendSize = dice.OneOf<uint32_t>({100, 1000, 8192, 100'000});
            plan->readSize = dice.OneOf<uint32_t>({500, 4000, UINT32_MAX});
            plan->readPause = dice.OneOf<Time>({Time(0), Time(0), MilliSeconds(3)});
            plan->Set("SndBufSize", UintegerValue(dice.Magnitude(1000, 500'000)));
            plan->Set("RcvBufSize", UintegerValue(dice.Magnitude(1000, 500'000)));
            plan->Set("DelAckCount", UintegerValue(dice.Between(1, 3)));
            plan->Set("TcpNoDelay", BooleanValue(dice.Between(0, 1) == 1));
            plan->Set("WindowScaling", BooleanValue(dice.Between(0, 3) != 0));
            // If TIME-WAIT is short, a FIN that comes again meets a closed port.
            const bool onceAndInOrder = setup.loss == 0 && jitter == Time(0) && repeat == 0;
            const std::vector<int> msls =
                onceAndInOrder ? std::vector<int>{0, 1, 120} : std::vector<int>{120, 600};
            plan->Set("Msl", TimeValue(Seconds(dice.OneOf(msls))));
            plan->Set("DataRetries", UintegerValue(30));
            plan->Set("ConnCount", UintegerValue(12));
            if (dice.Between(0, 3) == 0)
            {
                plan->Set("SegmentSize", UintegerValue(dice.Between(20, 2000)));
            }
            if (dice.Between(0, 3) == 0)
            {
                plan->Set("Isn", IntegerValue(UINT32_MAX - dice.Between(0, 300'000)));
            }
        }
        // Some aborts come before the connection is open.
        abortAt = setup.link.delay * dice.Between(0, 60) + MicroSeconds(dice.Between(0, 10'000));
        Part();
    }

    bool Aborts() const
    {
        return ending == Ending::ClientAborts || ending == Ending::ServerAborts;
    }

    TransferSetup setup;
    Time jitter;      ///< packets are delayed by up to so much
    double repeat{0}; ///< probability that a packet comes twice
    TransferPlan client;
    TransferPlan server;
    Ending ending{};
    Time abortAt;

  private:
    /// Sets what the plans say of the connection's end.
    void Part()
    {
        client.closing = TransferClosing::WhenDone;
        server.closing = TransferClosing::AfterPeer;
        switch (ending)
        {
        case Ending::ClientFirst:
            break;
        case Ending::ServerFirst:
            std::swap(client.closing, server.closing);
            break;
        case Ending::HalfClose:
            client.closing = TransferClosing::WhenSent;
            server.sendAfterPeer = true;
            break;
        case Ending::BothAtOnce:
        case Ending::ClientAborts:
        case Ending::ServerAborts:
            client.closing = TransferClosing::ByTest;
            server.closing = TransferClosing::ByTest;
            break;
        }
    }
};

/// \return the hops towards client and server; none if the link keeps the order
std::vector<Ptr<TransferUnrulyHop>>
InstallHops(TransferNetwork& network, const RandomConnection& connection)
{
    std::vector<Ptr<TransferUnrulyHop>> hops;
    if (connection.jitter > Time(0) || connection.repeat > 0)
    {
        for (const uint32_t host : {CLIENT, SERVER})
        {
            hops.push_back(CreateObject<TransferUnrulyHop>(connection.jitter,
                                                           connection.repeat,
                                                           connection.setup.loss,
                                                           10 + host));
            hops.back()->InstallAt(network.GetDevice(host));
        }
    }
    return hops;
}

/// Closes both ends at the same moment, when both have read all.
void
CloseBothWhenDone(TransferNetwork& network, const RandomConnection& connection)
{
    if (network.Get(CLIENT).GetReceived().GetLength() == connection.server.octets &&
        network.Get(SERVER).GetReceived().GetLength() == connection.client.octets &&
        network.Get(CLIENT).GetSocket() && network.Get(SERVER).GetSocket())
    {
        network.Get(CLIENT).Close();
        network.Get(SERVER).Close();
    }
    else
    {
        Simulator::Schedule(Seconds(1),
                            &CloseBothWhenDone,
                            std::ref(network),
                            std::cref(connection));
    }
}

/// What the user of an end does that hears nothing any more: if the RST of the peer was lost, and
/// there is nothing to send, only a segment can tell that the peer is gone (RFC 9293,
/// section 3.5.1).
void
GiveUp(TransferNetwork& network)
{
    network.Get(CLIENT).Close();
    network.Get(SERVER).Close();
}

void
Schedule(TransferNetwork& network, const RandomConnection& connection)
{
    if (connection.ending == Ending::BothAtOnce)
    {
        Simulator::ScheduleNow(&CloseBothWhenDone, std::ref(network), std::cref(connection));
    }
    if (connection.Aborts())
    {
        auto& first = network.Get(connection.ending == Ending::ClientAborts ? CLIENT : SERVER);
        Simulator::Schedule(connection.abortAt, &TransferApplication::Abort, &first);
        Simulator::Schedule(Hours(12), &GiveUp, std::ref(network));
    }
}

/// Expects that an aborted connection has ended at both hosts. The server may not have heard of it
/// at all; or only of the SYN, then a RST leads back to LISTEN.
void
ExpectEnded(const TransferNetwork& network)
{
    const auto client = network.GetStates(CLIENT);
    ASSERT_FALSE(client.empty());
    EXPECT_EQ(client.back(), "CLOSED");
    const auto server = network.GetStates(SERVER);
    if (!server.empty() && server.back() != "CLOSED")
    {
        EXPECT_EQ(server.back(), "LISTEN");
        EXPECT_EQ(server.at(server.size() - 2), "SYN-RECEIVED");
    }
}

std::ostream&
operator<<(std::ostream& stream, const RandomConnection& connection)
{
    const TransferSetup& setup = connection.setup;
    stream << "connection " << setup.run << ", " << (setup.link.ipv6 ? "IPv6, " : "IPv4, ")
           << setup.link.delay << ", " << setup.link.rate << ", loss " << setup.loss << ", MTU "
           << setup.mtu << ", jitter " << connection.jitter << ", repeats " << connection.repeat
           << "; " << ENDING_NAMES.at(static_cast<size_t>(connection.ending));
    for (const auto* plan : {&connection.client, &connection.server})
    {
        stream << (plan == &connection.client ? "; client: " : "; server: ") << plan->octets
               << " octets, sends of " << plan->sendSize << ", reads of " << plan->readSize
               << " each " << plan->readPause;
        for (const auto& [name, value] : plan->attributes)
        {
            stream << ", " << name << "=" << value->SerializeToString(nullptr);
        }
    }
    return stream;
}

} // namespace

TEST(TransferRandom, AThousandConnections)
{
    std::map<Ending, uint32_t> endings;
    std::map<std::string, uint32_t> passed;
    uint64_t octets = 0;
    uint64_t lost = 0;
    uint64_t reordered = 0;
    uint64_t repeated = 0;
    for (uint32_t number = 1; number <= 1000; ++number)
    {
        const RandomConnection connection(number);
        SCOPED_TRACE(connection);
        TransferNetwork network(connection.setup);
        const auto hops = InstallHops(network, connection);
        network.Install(connection.client, connection.server);
        Schedule(network, connection);
        network.Run();

        network.ExpectNothingLeft();
        if (connection.Aborts())
        {
            ExpectEnded(network);
        }
        else
        {
            network.ExpectClosed();
        }
        for (const uint32_t host : {CLIENT, SERVER})
        {
            const auto& end = network.Get(host);
            EXPECT_EQ(end.GetReceived().GetFirstWrong(), std::nullopt) << "host " << host;
            if (!connection.Aborts())
            {
                network.ExpectContent(host);
                EXPECT_FALSE(end.IsBroken()) << "host " << host;
            }
            octets += end.GetReceived().GetLength();
            lost += hops.empty() ? network.GetLost(host) : hops.at(host)->GetLost();
            reordered += hops.empty() ? 0 : hops.at(host)->GetReordered();
            repeated += hops.empty() ? 0 : hops.at(host)->GetRepeated();
            for (const auto& state : network.GetStates(host))
            {
                ++passed[state];
            }
        }
        ++endings[connection.ending];
        if (HasFailure())
        {
            return; // the others would not say more
        }
    }

    std::cout << octets << " octets read; packets: " << lost << " lost, " << reordered
              << " overtaken, " << repeated << " repeated\n";
    for (const auto& [ending, count] : endings)
    {
        std::cout << count << " x " << ENDING_NAMES.at(static_cast<size_t>(ending)) << "\n";
        EXPECT_GE(count, 100U) << "hardly any";
    }
    for (const auto& [state, count] : passed)
    {
        std::cout << count << " x " << state << "\n";
    }
    EXPECT_EQ(passed.size(), 11U) << "not all states of RFC 9293 were passed";
    EXPECT_GT(lost, 2000U);
    EXPECT_GT(reordered, 2000U);
    EXPECT_GT(repeated, 500U);
}
