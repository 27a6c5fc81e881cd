// SPDX-License-Identifier: GPL-2.0-only

// RFC 9293, section 3.4: sequence numbers are counted modulo 2^32, and no number is special.

#include "transfer-hop.h"
#include "transfer-network.h"

#include "ns3/integer.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <sstream>

using namespace ns3;

namespace
{

constexpr uint32_t MEGABYTE = 1'000'000;

struct Isns
{
    uint32_t client;
    uint32_t server;
};

void
PrintTo(const Isns& isns, std::ostream* stream)
{
    *stream << isns.client << " and " << isns.server;
}

std::string
NameOf(const ::testing::TestParamInfo<Isns>& info)
{
    std::ostringstream name;
    name << info.param.client << "And" << info.param.server;
    return name.str();
}

/// The smallest and largest, those beside the middle of the space, and those from which a megabyte
/// crosses the one or the other border half way.
std::vector<Isns>
AllPairs()
{
    const std::vector<uint32_t> numbers{UINT32_MAX,
                                        0,
                                        0x7FFFFFFF,
                                        0x80000000,
                                        UINT32_MAX - MEGABYTE / 2,
                                        0x7FFFFFFF - MEGABYTE / 2};
    std::vector<Isns> pairs;
    for (const uint32_t client : numbers)
    {
        for (const uint32_t server : numbers)
        {
            pairs.push_back({client, server});
        }
    }
    return pairs;
}

class TransferFromIsn : public ::testing::TestWithParam<Isns>
{
};

/// Expects that the first segment that came by a hop has a sequence number.
void
ExpectFirstNumber(const TransferObserver& observer, uint32_t isn)
{
    ASSERT_FALSE(observer.GetSegments().empty());
    EXPECT_EQ(observer.GetSegments().front().tcp.GetSequenceNumber().GetValue(), isn);
}

} // namespace

TEST_P(TransferFromIsn, AMegabyteEachWayUnderLoss)
{
    TransferSetup setup;
    setup.loss = 0.01;
    TransferPlan client;
    client.octets = MEGABYTE;
    client.Set("Isn", IntegerValue(GetParam().client));
    TransferPlan server;
    server.octets = MEGABYTE;
    server.closing = TransferClosing::AfterPeer;
    server.Set("Isn", IntegerValue(GetParam().server));
    TransferNetwork network(setup);
    network.Install(client, server);
    network.Run();
    network.ExpectWhole();
    EXPECT_GT(network.GetLost(CLIENT) + network.GetLost(SERVER), 5U);
}

INSTANTIATE_TEST_SUITE_P(Isns, TransferFromIsn, ::testing::ValuesIn(AllPairs()), NameOf);

TEST(TransferIsn, IsTheOneOnTheWire)
{
    TransferPlan client;
    client.Set("Isn", IntegerValue(UINT32_MAX));
    TransferPlan server;
    server.Set("Isn", IntegerValue(0x7FFFFFFF));
    TransferNetwork network({});
    const auto atClient = CreateObject<TransferObserver>();
    const auto atServer = CreateObject<TransferObserver>();
    atClient->InstallAt(network.GetDevice(CLIENT));
    atServer->InstallAt(network.GetDevice(SERVER));
    network.Install(client, server);
    network.Run();
    network.ExpectWhole();
    ExpectFirstNumber(*atServer, UINT32_MAX);
    ExpectFirstNumber(*atClient, 0x7FFFFFFF);
}
