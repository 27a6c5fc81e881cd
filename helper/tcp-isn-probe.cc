// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-probe.h"

#include "ns3/channel.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/simulator.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-segment.h"

#include <cmath>

namespace ns3
{

namespace
{

constexpr uint8_t TCP_PROTOCOL = 6;
/// Where a probe's own numbers begin; any number would do.
constexpr uint32_t OWN_ISN = 0;
constexpr uint16_t WINDOW = 65535;

const char* const OWN_IPV4 = "10.0.1.2";
const char* const VICTIM_IPV4 = "10.0.1.1";
const char* const OWN_IPV6 = "2001:db8:1::2";
const char* const VICTIM_IPV6 = "2001:db8:1::1";

Ptr<NetDevice>
OtherEnd(const Ptr<NetDevice>& device)
{
    const auto channel = device->GetChannel();
    return channel->GetDevice(0) == device ? channel->GetDevice(1) : channel->GetDevice(0);
}

} // namespace

TcpIsnProbe::TcpIsnProbe(TcpSegmentForger& forger, bool ipv6)
    : m_forger(forger),
      m_ipv6(ipv6)
{
    const auto own = forger.GetNode()->GetDevice(0);
    const auto victims = OtherEnd(own);
    if (ipv6)
    {
        const auto ip = victims->GetNode()->GetObject<Ipv6>();
        ip->AddAddress(ip->GetInterfaceForDevice(victims),
                       Ipv6InterfaceAddress(Ipv6Address(VICTIM_IPV6), Ipv6Prefix(64)));
    }
    else
    {
        const auto ip = victims->GetNode()->GetObject<Ipv4>();
        ip->AddAddress(ip->GetInterfaceForDevice(victims),
                       Ipv4InterfaceAddress(Ipv4Address(VICTIM_IPV4), Ipv4Mask("/24")));
    }
    forger.GetNode()->RegisterProtocolHandler(MakeCallback(&TcpIsnProbe::Receive, this),
                                              ipv6 ? Ipv6L3Protocol::PROT_NUMBER
                                                   : Ipv4L3Protocol::PROT_NUMBER,
                                              own);
}

TcpIsnProbe::~TcpIsnProbe()
{
    m_forger.GetNode()->UnregisterProtocolHandler(MakeCallback(&TcpIsnProbe::Receive, this));
}

Address
TcpIsnProbe::GetEndpoint(uint16_t port) const
{
    if (m_ipv6)
    {
        return Inet6SocketAddress(Ipv6Address(OWN_IPV6), port);
    }
    return InetSocketAddress(Ipv4Address(OWN_IPV4), port);
}

void
TcpIsnProbe::Probe(uint16_t port, const Address& destination)
{
    m_samples.push_back({port, Simulator::Now(), destination, {}});
    tcplifecycle::Segment syn;
    syn.seq = tcplifecycle::SeqNum(OWN_ISN);
    syn.ctl = tcplifecycle::SYN;
    syn.wnd = WINDOW;
    m_forger.Send(GetEndpoint(port), destination, syn);
}

size_t
TcpIsnProbe::GetSampleCount() const
{
    size_t count = 0;
    for (const auto& sample : m_samples)
    {
        count += sample.isn ? 1 : 0;
    }
    return count;
}

std::optional<uint32_t>
TcpIsnProbe::Predict(Time sent) const
{
    const Sample* last = nullptr;
    for (auto sample = m_samples.rbegin(); sample != m_samples.rend(); ++sample)
    {
        if (!sample->isn)
        {
            continue;
        }
        if (!last)
        {
            last = &*sample;
        }
        else if (sample->sent < last->sent)
        {
            const uint32_t increase = *last->isn - *sample->isn;
            const auto between =
                static_cast<long double>((last->sent - sample->sent).GetTimeStep());
            const auto since = static_cast<long double>((sent - last->sent).GetTimeStep());
            const long double further =
                std::fmod(std::round(increase * (since / between)), 4294967296.0L);
            return *last->isn + static_cast<uint32_t>(further);
        }
    }
    return {};
}

void
TcpIsnProbe::Receive(Ptr<NetDevice> /* device */,
                     Ptr<const Packet> frame,
                     uint16_t /* protocol */,
                     const Address& /* from */,
                     const Address& /* to */,
                     NetDevice::PacketType /* type */)
{
    const auto packet = frame->Copy();
    bool forUs = false;
    if (m_ipv6)
    {
        Ipv6Header header;
        packet->RemoveHeader(header);
        forUs = header.GetNextHeader() == TCP_PROTOCOL && header.GetDestination() == OWN_IPV6;
    }
    else
    {
        Ipv4Header header;
        packet->RemoveHeader(header);
        forUs = header.GetProtocol() == TCP_PROTOCOL && header.GetDestination() == OWN_IPV4;
    }
    TcpHeader tcp;
    constexpr uint8_t SYN_ACK = TcpHeader::SYN | TcpHeader::ACK;
    if (!forUs || packet->PeekHeader(tcp) == 0 || (tcp.GetFlags() & SYN_ACK) != SYN_ACK)
    {
        return;
    }
    for (auto& sample : m_samples)
    {
        if (sample.port == tcp.GetDestinationPort() && !sample.isn)
        {
            sample.isn = tcp.GetSequenceNumber().GetValue();
            // The number is all that was wanted: this takes the host back to LISTEN.
            tcplifecycle::Segment reset;
            reset.seq = tcplifecycle::SeqNum(OWN_ISN + 1);
            reset.ctl = tcplifecycle::RST;
            m_forger.Send(GetEndpoint(sample.port), sample.destination, reset);
        }
    }
}

} // namespace ns3
