// SPDX-License-Identifier: GPL-2.0-only

#include "transfer-network.h"

#include "ns3/config.h"
#include "ns3/double.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/object-vector.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/tcp-lifecycle-helper.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace ns3;
using tcplifecycle::State;

namespace
{

constexpr uint16_t PORT = 80;

/// Word by word different for the two directions.
const std::array<TransferContent, 2> CONTENTS{TransferContent(0x0C11E47),
                                              TransferContent(0x5E12E12)};

TcpTwoHostLink
Numbered(const TransferSetup& setup)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(setup.run);
    return setup.link;
}

/// \return a state's name as RFC 9293 spells it
std::string
NameOf(TcpSocket::TcpStates_t state)
{
    switch (state)
    {
    case TcpSocket::SYN_RCVD:
        return ToString(State::SynReceived);
    default:
        std::string name = TcpSocket::TcpStateName[state];
        std::replace(name.begin(), name.end(), '_', '-');
        return name;
    }
}

} // namespace

TransferNetwork::TransferNetwork(const TransferSetup& setup)
    : m_setup(setup),
      m_topology(Numbered(setup))
{
    const NodeContainer& hosts = m_topology.GetHosts();
    TcpLifecycleHelper tcp;
    tcp.Install(hosts);
    // Streams of random numbers that do not depend on what ran before in this program.
    int64_t stream = tcp.AssignStreams(hosts, 1000);
    stream += InternetStackHelper().AssignStreams(hosts, 1000 + stream);
    for (const uint32_t host : {CLIENT, SERVER})
    {
        GetDevice(host)->SetMtu(setup.mtu);
        if (setup.loss > 0)
        {
            const auto model = CreateObject<RateErrorModel>();
            model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            model->SetRate(setup.loss);
            stream += model->AssignStreams(1000 + stream);
            GetDevice(host)->SetAttribute("ReceiveErrorModel", PointerValue(model));
            m_loss.at(host) = model;
        }
        GetDevice(host)->TraceConnectWithoutContext(
            "PhyRxDrop",
            MakeBoundCallback(&TransferNetwork::CountLost, &m_lost.at(host)));
    }
    GetTcp(CLIENT)->TraceConnectWithoutContext("Transition",
                                               MakeCallback(&TransferNetwork::RecordClients, this));
    GetTcp(SERVER)->TraceConnectWithoutContext("Transition",
                                               MakeCallback(&TransferNetwork::RecordServers, this));
}

TransferNetwork::~TransferNetwork()
{
    Simulator::Destroy();
}

void
TransferNetwork::EndLoss()
{
    for (const auto& model : m_loss)
    {
        model->Disable();
    }
}

Ptr<NetDevice>
TransferNetwork::GetDevice(uint32_t host) const
{
    return m_topology.GetDevices().Get(host);
}

Ptr<TcpLifecycleL4Protocol>
TransferNetwork::GetTcp(uint32_t host) const
{
    return m_topology.GetHosts().Get(host)->GetObject<TcpLifecycleL4Protocol>();
}

void
TransferNetwork::Install(const TransferPlan& client, const TransferPlan& server)
{
    m_plans = {client, server};
    for (const uint32_t host : {CLIENT, SERVER})
    {
        const bool ours = m_setup.stacks.at(host) == TransferStack::Lifecycle;
        if (!ours)
        {
            // TcpSocketBase up to ns-3.37 crashes when it fills the peer's window to the last octet
            // (TcpTxBuffer::NextSeg finds a segment of no octets then). It must have less to send.
            m_plans.at(host).Set("SndBufSize", UintegerValue(65536));
        }
        m_applications.at(host) = CreateObject<TransferApplication>(
            ours ? "ns3::TcpLifecycleSocketFactory" : "ns3::TcpSocketFactory",
            m_plans.at(host),
            CONTENTS.at(host),
            CONTENTS.at(1 - host),
            m_plans.at(1 - host).octets);
        m_topology.GetHosts().Get(host)->AddApplication(m_applications.at(host));
    }
    m_applications.at(CLIENT)->ConnectTo(m_topology.GetEndpoint(SERVER, PORT));
    m_applications.at(SERVER)->ListenAt(m_topology.GetUnspecifiedEndpoint(PORT));
}

void
TransferNetwork::Run()
{
    Simulator::Stop(Days(1));
    Simulator::Run();
    Get(SERVER).StopListening();
    // If anything is pending, more than the event that stops the simulator will happen.
    const uint64_t before = Simulator::GetEventCount();
    Simulator::Stop(Days(10000));
    Simulator::Run();
    m_quiet = Simulator::GetEventCount() - before == 1;
}

void
TransferNetwork::CountLost(uint64_t* count, Ptr<const Packet> /* packet */)
{
    ++*count;
}

void
TransferNetwork::RecordClients(const TcpLifecycleTransition& transition)
{
    m_changes[CLIENT].push_back({transition.time, transition.from, transition.to});
}

void
TransferNetwork::RecordServers(const TcpLifecycleTransition& transition)
{
    m_changes[SERVER].push_back({transition.time, transition.from, transition.to});
}

std::vector<std::string>
TransferNetwork::GetStates(uint32_t host) const
{
    std::vector<std::string> states;
    if (m_setup.stacks.at(host) == TransferStack::Ns3)
    {
        for (const auto state : Get(host).GetStates())
        {
            states.push_back(NameOf(state));
        }
        return states;
    }
    for (const Change& change : m_changes.at(host))
    {
        if (states.empty())
        {
            states.emplace_back(ToString(change.from));
        }
        EXPECT_EQ(states.back(), ToString(change.from)) << "a transition is missing at " << host;
        states.emplace_back(ToString(change.to));
    }
    return states;
}

Time
TransferNetwork::GetTimeInTimeWait(uint32_t host) const
{
    Time time;
    for (const Change& change : m_changes.at(host))
    {
        if (change.to == State::TimeWait)
        {
            time -= change.time;
        }
        if (change.from == State::TimeWait)
        {
            time += change.time;
        }
    }
    return time;
}

void
TransferNetwork::ExpectContent(uint32_t host) const
{
    const TransferChecker& received = Get(host).GetReceived();
    EXPECT_EQ(received.GetLength(), m_plans.at(1 - host).octets) << "octets received by " << host;
    EXPECT_EQ(received.GetFirstWrong(), std::nullopt) << "content received by " << host;
}

void
TransferNetwork::ExpectStreamReceived(uint32_t host) const
{
    ExpectContent(host);
    EXPECT_TRUE(Get(host).IsAtEndOfStream()) << "end of stream at " << host;
    EXPECT_FALSE(Get(host).IsBroken()) << "connection broken off at " << host;
}

void
TransferNetwork::ExpectClosed() const
{
    for (const uint32_t host : {CLIENT, SERVER})
    {
        const auto states = GetStates(host);
        ASSERT_FALSE(states.empty()) << "no connection at " << host;
        EXPECT_EQ(states.back(), "CLOSED") << "state of " << host;
    }
}

void
TransferNetwork::ExpectNothingLeft() const
{
    EXPECT_TRUE(m_quiet) << "events are pending";
    for (const uint32_t host : {CLIENT, SERVER})
    {
        ObjectVectorValue sockets;
        GetTcp(host)->GetAttribute("SocketList", sockets);
        EXPECT_EQ(sockets.GetN(), 0U) << "sockets of " << host;
        EXPECT_EQ(GetTcp(host)->GetTimeWaitCount(), 0U) << "TIME-WAITs of " << host;
    }
}

void
TransferNetwork::ExpectWhole() const
{
    ExpectStreamReceived(CLIENT);
    ExpectStreamReceived(SERVER);
    ExpectClosed();
    ExpectNothingLeft();
}
