// SPDX-License-Identifier: GPL-2.0-only

#ifndef TWO_HOSTS_H
#define TWO_HOSTS_H

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/integer.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/object-vector.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-isn-rfc6528.h"
#include "ns3/tcp-lifecycle-helper.h"
#include "ns3/tcp-lifecycle-socket-factory.h"
#include "ns3/tcp-lifecycle-socket.h"
#include "ns3/tcp-segment-header.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <list>
#include <set>
#include <string>
#include <vector>

/**
 * Two hosts, A and B, and a link between them whose delay is 10 ms each way and which is so fast
 * that a segment takes no other time that matters: a round trip is 20 ms and a few microseconds.
 * What the two TCPs do is written down.
 */
class TwoHosts : public ::testing::Test
{
  protected:
    enum class Family
    {
        IPV4,
        IPV6
    };

    /// A transition as a test wants to read it.
    struct Change
    {
        int64_t time;     ///< nanoseconds
        std::string text; ///< "CLOSED -> SYN-SENT"
        tcplifecycle::Cause cause;
    };

    explicit TwoHosts(Family family = Family::IPV4)
        : m_family(family)
    {
        ns3::PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", ns3::StringValue("100Gbps"));
        link.SetChannelAttribute("Delay", ns3::StringValue("10ms"));
        nodes.Create(2);
        devices = link.Install(nodes);
    }

    ~TwoHosts() override
    {
        ns3::Simulator::Destroy();
        ns3::Config::Reset();
    }

    /// Gives both hosts IP and this TCP beside ns-3's own.
    void Install()
    {
        ns3::InternetStackHelper().Install(nodes);
        ns3::TcpLifecycleHelper().Install(nodes);
        AssignAddresses();
    }

    void AssignAddresses()
    {
        ns3::Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
        if (m_family == Family::IPV6)
        {
            ns3::Ipv6AddressHelper ipv6;
            ipv6.SetBase("2001:db8::", 64);
            ipv6.Assign(devices);
        }
        for (uint32_t i = 0; i < 2; ++i)
        {
            Tcp(i)->TraceConnectWithoutContext(
                "Transition",
                ns3::MakeCallback(i == 0 ? &TwoHosts::RecordA : &TwoHosts::RecordB, this));
        }
    }

    ns3::Ptr<ns3::TcpLifecycleL4Protocol> Tcp(uint32_t host) const
    {
        return nodes.Get(host)->GetObject<ns3::TcpLifecycleL4Protocol>();
    }

    /// \return a new socket of A (0) or B (1)
    ns3::Ptr<ns3::TcpLifecycleSocket> NewSocket(uint32_t host) const
    {
        return Tcp(host)->CreateSocket();
    }

    ns3::Ipv4Address Ipv4Of(uint32_t host) const
    {
        return ns3::Ipv4Address(host == 0 ? "10.0.0.1" : "10.0.0.2");
    }

    /// \return the address of a host and a port
    ns3::Address AddressOf(uint32_t host, uint16_t port) const
    {
        if (m_family == Family::IPV4)
        {
            return ns3::InetSocketAddress(Ipv4Of(host), port);
        }
        const auto ipv6 = nodes.Get(host)->GetObject<ns3::Ipv6>();
        return ns3::Inet6SocketAddress(ipv6->GetAddress(1, 1).GetAddress(), port);
    }

    /// \return any address and a port
    ns3::Address AnyAddress(uint16_t port) const
    {
        if (m_family == Family::IPV4)
        {
            return ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), port);
        }
        return ns3::Inet6SocketAddress(ns3::Ipv6Address::GetAny(), port);
    }

    /// B listens; what it accepts is found in `accepted`. \return the listener
    ns3::Ptr<ns3::TcpLifecycleSocket> Listen(uint16_t port = 80)
    {
        const auto listener = NewSocket(1);
        EXPECT_EQ(listener->Bind(AnyAddress(port)), 0);
        EXPECT_EQ(listener->Listen(), 0);
        listener->SetAcceptCallback(
            ns3::MakeNullCallback<bool, ns3::Ptr<ns3::Socket>, const ns3::Address&>(),
            ns3::MakeCallback(&TwoHosts::Accept, this));
        return listener;
    }

    /// A connects. \return its socket
    ns3::Ptr<ns3::TcpLifecycleSocket> Connect(uint16_t port = 80)
    {
        const auto socket = NewSocket(0);
        EXPECT_EQ(socket->Connect(AddressOf(1, port)), 0);
        return socket;
    }

    /// Runs until a time, in seconds since the beginning.
    void RunUntil(double seconds)
    {
        ns3::Simulator::Stop(ns3::Seconds(seconds) - ns3::Simulator::Now());
        ns3::Simulator::Run();
    }

    /// Loses the segments that come in at a host with these numbers, counted from 0.
    void Lose(uint32_t host, const std::list<uint32_t>& numbers)
    {
        const auto model = ns3::CreateObject<ns3::ReceiveListErrorModel>();
        model->SetList(numbers);
        devices.Get(host)->SetAttribute("ReceiveErrorModel", ns3::PointerValue(model));
    }

    /**
     * A segment comes to a host, as if somebody at an address had sent it to its port.
     * \param interface on which it comes in; 0: on none that the host knows
     */
    void Arrive(uint32_t host,
                const ns3::TcpName& from,
                uint16_t to,
                const tcplifecycle::Segment& segment,
                uint32_t interface = 0) const
    {
        const ns3::TcpFourTuple there{from, {ns3::TcpIpAddress(Ipv4Of(host)), to}};
        const auto packet = ns3::Create<ns3::Packet>();
        packet->AddHeader(ns3::TcpSegmentHeader(there, segment));
        ns3::Ipv4Header header;
        header.SetSource(from.address.ToIpv4());
        header.SetDestination(Ipv4Of(host));
        header.SetProtocol(ns3::TcpLifecycleL4Protocol::PROT_NUMBER);
        header.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        const auto ip = nodes.Get(host)->GetObject<ns3::Ipv4L3Protocol>();
        Tcp(host)->Receive(packet, header, interface > 0 ? ip->GetInterface(interface) : nullptr);
    }

    static std::vector<std::string> Texts(const std::vector<Change>& changes)
    {
        std::vector<std::string> texts;
        for (const Change& change : changes)
        {
            texts.push_back(change.text);
        }
        return texts;
    }

    Family m_family;
    ns3::NodeContainer nodes;
    ns3::NetDeviceContainer devices;
    std::vector<Change> changesOfA;
    std::vector<Change> changesOfB;
    std::vector<ns3::Ptr<ns3::TcpLifecycleSocket>> accepted;

  private:
    static Change Read(const ns3::TcpLifecycleTransition& transition)
    {
        return {transition.time.GetNanoSeconds(),
                std::string(ToString(transition.from)) + " -> " + ToString(transition.to),
                transition.cause};
    }

    void RecordA(const ns3::TcpLifecycleTransition& transition)
    {
        changesOfA.push_back(Read(transition));
    }

    void RecordB(const ns3::TcpLifecycleTransition& transition)
    {
        changesOfB.push_back(Read(transition));
    }

    void Accept(ns3::Ptr<ns3::Socket> socket, const ns3::Address& /* from */)
    {
        accepted.push_back(ns3::DynamicCast<ns3::TcpLifecycleSocket>(socket));
    }
};

#endif // TWO_HOSTS_H
