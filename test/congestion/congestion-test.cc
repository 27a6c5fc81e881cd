// SPDX-License-Identifier: GPL-2.0-only

// Each congestion control that ns-3 ships carries a transfer over a path that loses segments. What
// it gets out of a path beside TcpSocketBase is what compare-congestion shows.

#include "congestion-run.h"

#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-prr-recovery.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// 10 Mbit/s with a round trip of 20 ms, for 2 s. The queue takes all that the receiver's window
/// does, so that nothing is lost but by chance.
CongestionPath
ShortPath(double loss)
{
    return {"short", DataRate("10Mbps"), MilliSeconds(10), 5000, loss, Seconds(2), 1};
}

std::string
NameOf(const ::testing::TestParamInfo<TypeId>& info)
{
    return info.param.GetName().substr(5);
}

} // namespace

class CongestionOps : public ::testing::TestWithParam<TypeId>
{
};

TEST_P(CongestionOps, CarriesATransfer)
{
    const CongestionTypes types{GetParam(), TcpPrrRecovery::GetTypeId()};
    const auto figures = RunTransfer(true, types, ShortPath(0), 1);
    EXPECT_EQ(figures.ops, GetParam());
    // At most 1448 octets of each 1502 that a packet takes on the link.
    EXPECT_LE(figures.goodput, 10.0 * 1448 / 1502);
    // TcpLp gives way to everybody: it halves its window for each change of the one-way delay,
    // which it sees in steps of a millisecond, down to two segments in each round trip of 20 ms.
    const bool givesWay = GetParam().GetName() == "ns3::TcpLp";
    EXPECT_GT(figures.goodput, givesWay ? 2 * 1448 * 8 / 0.020 / 1e6 * 0.9 : 7);
    EXPECT_GT(figures.meanWindow, givesWay ? 2 : 10);
}

TEST_P(CongestionOps, CarriesATransferThatLoses)
{
    const CongestionTypes types{GetParam(), TcpPrrRecovery::GetTypeId()};
    const auto lossless = RunTransfer(true, types, ShortPath(0), 1);
    const auto lossy = RunTransfer(true, types, ShortPath(0.03), 1);
    EXPECT_GT(lossy.goodput, 0.2);
    EXPECT_LT(lossy.goodput, lossless.goodput);
}

INSTANTIATE_TEST_SUITE_P(All, CongestionOps, ::testing::ValuesIn(AllCongestionOps()), NameOf);

class RecoveryOps : public ::testing::TestWithParam<TypeId>
{
};

TEST_P(RecoveryOps, CarriesATransferThatLoses)
{
    const CongestionTypes types{TcpNewReno::GetTypeId(), GetParam()};
    const auto figures = RunTransfer(true, types, ShortPath(0.03), 1);
    EXPECT_GT(figures.goodput, 0.2);
}

INSTANTIATE_TEST_SUITE_P(All, RecoveryOps, ::testing::ValuesIn(AllRecoveryOps()), NameOf);

TEST(CongestionTypesOfNs3, AreAllFound)
{
    // ns-3.37's manual lists these; a later ns-3 may have more.
    std::vector<std::string> names;
    for (const TypeId& type : AllCongestionOps())
    {
        names.push_back(type.GetName().substr(5));
    }
    for (const char* name : {"TcpBbr",
                             "TcpBic",
                             "TcpCubic",
                             "TcpDctcp",
                             "TcpHighSpeed",
                             "TcpHtcp",
                             "TcpHybla",
                             "TcpIllinois",
                             "TcpLedbat",
                             "TcpLinuxReno",
                             "TcpLp",
                             "TcpNewReno",
                             "TcpScalable",
                             "TcpVegas",
                             "TcpVeno",
                             "TcpWestwood",
                             "TcpYeah"})
    {
        EXPECT_TRUE(std::count(names.begin(), names.end(), name)) << name;
    }
    EXPECT_GE(AllRecoveryOps().size(), 2U);
}
