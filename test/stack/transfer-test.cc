// SPDX-License-Identifier: GPL-2.0-only

// Streams whose octets depend on their position, over links that lose: they arrive octet for octet,
// and the connection ends at both hosts as RFC 9293, section 3.6, has it.

#include "transfer-network.h"

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/integer.h"
#include "ns3/uinteger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3;
using ::testing::AnyOf;

namespace
{

constexpr uint64_t TEN_MEGABYTES = 10'000'000;

using States = std::vector<std::string>;

const States ACTIVE_OPEN{"CLOSED", "SYN-SENT", "ESTABLISHED"};
const States PASSIVE_OPEN{"LISTEN", "SYN-RECEIVED", "ESTABLISHED"};

States
Joined(States states, const States& more)
{
    states.insert(states.end(), more.begin(), more.end());
    return states;
}

struct Ends
{
    const char* name;
    TransferStack client;
    TransferStack server;
    bool ipv6;
    bool timestamps{false}; ///< of this TCP; ns-3's own has them always
};

void
PrintTo(const Ends& ends, std::ostream* stream)
{
    *stream << ends.name;
}

std::string
NameOf(const ::testing::TestParamInfo<Ends>& info)
{
    return info.param.name;
}

/**
 * Our end closes first if the other one is ns-3's own: TcpSocketBase does not acknowledge a FIN
 * that comes with data in FIN-WAIT-2, nor one that comes again in TIME-WAIT.
 */
class TransferOverLossyLink : public ::testing::TestWithParam<Ends>
{
  protected:
    TransferOverLossyLink()
        : m_first(GetParam().client == TransferStack::Lifecycle ? CLIENT : SERVER)
    {
        m_setup.stacks = {GetParam().client, GetParam().server};
        m_setup.link.ipv6 = GetParam().ipv6;
        m_setup.loss = 0.01;
        Config::SetDefault("ns3::TcpLifecycleSocket::Timestamp",
                           BooleanValue(GetParam().timestamps));
    }

    ~TransferOverLossyLink() override
    {
        Config::SetDefault("ns3::TcpLifecycleSocket::Timestamp", BooleanValue(false));
    }

    /// Runs the transfer and expects all that is to be expected.
    void Transfer(uint64_t fromClient, uint64_t fromServer)
    {
        TransferPlan client;
        client.octets = fromClient;
        TransferPlan server;
        server.octets = fromServer;
        client.closing = m_first == CLIENT ? TransferClosing::WhenDone : TransferClosing::AfterPeer;
        server.closing = m_first == SERVER ? TransferClosing::WhenDone : TransferClosing::AfterPeer;
        TransferNetwork network(m_setup);
        network.Install(client, server);
        network.Run();
        network.ExpectWhole();
        // 10 MB are at least 6850 segments with text; an acknowledgment answers two of them at
        // most, so that there are as many as 3400 packets on the way back.
        EXPECT_GT(network.GetLost(CLIENT) + network.GetLost(SERVER), 50U);
        EXPECT_GT(network.GetLost(CLIENT), 10U);
        EXPECT_GT(network.GetLost(SERVER), 10U);

        const States open = m_first == CLIENT ? ACTIVE_OPEN : PASSIVE_OPEN;
        // The peer's ACK of our FIN may come first, or be lost and come with the peer's FIN.
        EXPECT_THAT(network.GetStates(m_first),
                    AnyOf(Joined(open, {"FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSED"}),
                          Joined(open, {"FIN-WAIT-1", "TIME-WAIT", "CLOSED"})));
        // A FIN that came again has started the two minutes again.
        EXPECT_GE(network.GetTimeInTimeWait(m_first), Minutes(4));
        if (m_setup.stacks.at(1 - m_first) == TransferStack::Lifecycle)
        {
            EXPECT_EQ(network.GetStates(1 - m_first),
                      Joined(PASSIVE_OPEN, {"CLOSE-WAIT", "LAST-ACK", "CLOSED"}));
        }
    }

    const uint32_t m_first;
    TransferSetup m_setup;
};

} // namespace

TEST_P(TransferOverLossyLink, TenMegabytesToTheServer)
{
    Transfer(TEN_MEGABYTES, 0);
}

TEST_P(TransferOverLossyLink, TenMegabytesToTheClient)
{
    Transfer(0, TEN_MEGABYTES);
}

TEST_P(TransferOverLossyLink, TenMegabytesInBothDirectionsAtOnce)
{
    Transfer(TEN_MEGABYTES / 2, TEN_MEGABYTES / 2);
}

INSTANTIATE_TEST_SUITE_P(
    Stacks,
    TransferOverLossyLink,
    ::testing::Values(
        Ends{"Ipv4", TransferStack::Lifecycle, TransferStack::Lifecycle, false},
        Ends{"Ipv6", TransferStack::Lifecycle, TransferStack::Lifecycle, true},
        Ends{"Ipv4FromNs3", TransferStack::Ns3, TransferStack::Lifecycle, false},
        Ends{"Ipv6FromNs3", TransferStack::Ns3, TransferStack::Lifecycle, true},
        Ends{"Ipv4ToNs3", TransferStack::Lifecycle, TransferStack::Ns3, false},
        Ends{"Ipv6ToNs3", TransferStack::Lifecycle, TransferStack::Ns3, true},
        Ends{"WithTimestamps", TransferStack::Lifecycle, TransferStack::Lifecycle, false, true},
        Ends{"WithTimestampsFromNs3", TransferStack::Ns3, TransferStack::Lifecycle, false, true},
        Ends{"WithTimestampsToNs3", TransferStack::Lifecycle, TransferStack::Ns3, true, true}),
    NameOf);
