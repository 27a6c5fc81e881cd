// SPDX-License-Identifier: GPL-2.0-only

// Sockets that are bound to a device (BindToNetDevice): each connection is one socket's, whatever
// device its segments come in on.

#include "two-hosts.h"

#include <gmock/gmock.h>

using namespace ns3;
using tcplifecycle::SeqNum;
using tcplifecycle::State;

namespace
{

/// B has a second device. Segments come from an address that does not answer.
class TwoDevices : public TwoHosts
{
  protected:
    TwoDevices()
    {
        const auto second = PointToPointHelper().Install(nodes);
        Install();
        Ipv4AddressHelper("10.0.1.0", "255.255.255.0").Assign(second);
        Tcp(1)->TraceConnectWithoutContext("Isn", MakeCallback(&TwoDevices::Isn, this));
        RunUntil(100); // beyond the first period of cookies
    }

    void SynArrives(uint32_t interface)
    {
        tcplifecycle::Segment syn;
        syn.seq = SeqNum(100);
        syn.ctl = tcplifecycle::SYN;
        syn.wnd = 5000;
        Arrive(1, m_peer, 80, syn, interface);
    }

    void AckArrives(uint32_t interface)
    {
        tcplifecycle::Segment ack;
        ack.seq = SeqNum(101);
        ack.ack = SeqNum(m_isn + 1);
        ack.ctl = tcplifecycle::ACK;
        ack.wnd = 5000;
        Arrive(1, m_peer, 80, ack, interface);
    }

    bool HasConnection() const
    {
        return Tcp(1)->HasConnection({{TcpIpAddress(Ipv4Of(1)), 80}, m_peer});
    }

  private:
    void Isn(const Address&, const Address&, const std::string&, uint32_t isn)
    {
        m_isn = isn;
    }

    const TcpName m_peer{TcpIpAddress(Ipv4Address("10.0.0.77")), 1000};
    uint32_t m_isn{0};
};

} // namespace

TEST_F(TwoDevices, OneRequestOnBothIsOneConnection)
{
    const auto ofDevice = NewSocket(1);
    ofDevice->BindToNetDevice(devices.Get(1));
    EXPECT_EQ(ofDevice->Bind(AnyAddress(80)), 0);
    EXPECT_EQ(ofDevice->Listen(), 0);
    Listen();
    SynArrives(1);
    SynArrives(2);
    EXPECT_EQ(Tcp(1)->GetSynReceivedCount(), 1U);
}

TEST_F(TwoDevices, OneCookieIsOneConnection)
{
    Listen()->SetAttribute("SynCookies", StringValue("Always"));
    SynArrives(1);
    AckArrives(1);
    ASSERT_EQ(accepted.size(), 1U);
    accepted[0]->BindToNetDevice(devices.Get(1));
    AckArrives(2);
    EXPECT_EQ(accepted.size(), 1U);
    EXPECT_EQ(accepted[0]->GetState(), State::Established);
    EXPECT_TRUE(HasConnection());
    accepted[0]->Abort();
    EXPECT_FALSE(HasConnection());
}

TEST_F(TwoDevices, ANameAndADeviceAreTakenOnceHoweverTheyComeTogether)
{
    const auto anywhere = NewSocket(1);
    EXPECT_EQ(anywhere->Bind(AnyAddress(80)), 0);
    const auto ofDevice = NewSocket(1);
    ofDevice->BindToNetDevice(devices.Get(1));
    EXPECT_EQ(ofDevice->Bind(AnyAddress(80)), 0);
    ofDevice->BindToNetDevice(nullptr);
    EXPECT_EQ(ofDevice->GetErrno(), Socket::ERROR_ADDRINUSE);
    EXPECT_EQ(ofDevice->GetBoundNetDevice(), devices.Get(1));
    EXPECT_EQ(anywhere->Listen(), 0);
    EXPECT_EQ(ofDevice->Listen(), 0);
}
