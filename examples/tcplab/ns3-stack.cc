// SPDX-License-Identifier: GPL-2.0-only

#include "ns3-stack.h"

#include "attribute-text.h"
#include "script-grammar.h"

#include "ns3/rtt-estimator.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-recovery-ops.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <cstdlib>

namespace tcplab
{

namespace
{

using namespace ns3;
using tcplifecycle::CloseReason;

/// Makes an object of the type that an attribute of the TCP names.
template <typename T>
Ptr<T>
CreateNamedBy(Ptr<TcpL4Protocol> tcp, const std::string& attribute)
{
    TypeIdValue type;
    tcp->GetAttribute(attribute, type);
    ObjectFactory factory;
    factory.SetTypeId(type.Get());
    return factory.Create<T>();
}

/// Values that ns-3 takes and that then end the program, or overflow one of its times.
void
CheckRange(const Setting& setting)
{
    struct Range
    {
        const char* attribute;
        double least;
        double most;
        const char* text;
    };

    static constexpr Range RANGES[] = {
        {"MaxWindowSize", 1, UINT16_MAX, "1 to 65535"},
        {"RcvBufSize", 1, UINT32_MAX, "1 to 4294967295"},
        {"MaxSegLifetime", 0, 36e6, "0 to 36000000 (seconds)"},
    };
    const double value = std::strtod(setting.value.text.c_str(), nullptr);
    for (const auto& [attribute, least, most, text] : RANGES)
    {
        if (setting.attribute.text == attribute && (value < least || value > most))
        {
            throw BadAttributeValue('"' + setting.value.text + "\" is no value of " + attribute +
                                    " that TcpSocketBase can work with: it is " + text);
        }
    }
}

} // namespace

std::string
Ns3Stack::GetName() const
{
    return "ns3";
}

TypeId
Ns3Stack::GetSocketType() const
{
    return TcpSocketBase::GetTypeId();
}

TypeId
Ns3Stack::GetProtocolType() const
{
    return TcpL4Protocol::GetTypeId();
}

bool
Ns3Stack::HasTransitionTable() const
{
    return false;
}

void
Ns3Stack::Install(const NodeContainer& hosts)
{
    // It is part of ns-3's internet stack.
    m_hosts = hosts;
}

void
Ns3Stack::InstallAlone(Ptr<Node> host)
{
    Install(NodeContainer(host));
}

Ptr<Object>
Ns3Stack::GetProtocol(Ptr<Node> node) const
{
    return node->GetObject<TcpL4Protocol>();
}

Ptr<Socket>
Ns3Stack::CreateSocket(Ptr<Node> node)
{
    uint32_t host = 0;
    while (m_hosts.Get(host) != node)
    {
        ++host;
    }
    // As TcpL4Protocol::CreateSocket does it, with the type of the socket as the only difference.
    const auto tcp = node->GetObject<TcpL4Protocol>();
    const auto socket = CreateObject<TracedTcpSocket>(m_context, host);
    socket->SetNode(node);
    socket->SetTcp(tcp);
    socket->SetRtt(CreateNamedBy<RttEstimator>(tcp, "RttEstimatorType"));
    socket->SetCongestionControlAlgorithm(CreateNamedBy<TcpCongestionOps>(tcp, "SocketType"));
    socket->SetRecoveryAlgorithm(CreateNamedBy<TcpRecoveryOps>(tcp, "RecoveryType"));
    tcp->AddSocket(socket);
    return socket;
}

bool
Ns3Stack::RefusesSecondConnection() const
{
    return false; // it takes it, and ends the program when a segment comes
}

int
Ns3Stack::Abort(Ptr<Socket> socket)
{
    return DynamicCast<TracedTcpSocket>(socket)->Abort();
}

tcplifecycle::State
Ns3Stack::GetState(Ptr<Socket> socket) const
{
    return DynamicCast<TracedTcpSocket>(socket)->GetState();
}

CloseReason
Ns3Stack::GetCloseReason(Ptr<Socket> /* socket */, const ObservedEnd& observed) const
{
    if (!observed.ended)
    {
        return CloseReason::None;
    }
    if (observed.byAbort)
    {
        return CloseReason::Aborted;
    }
    if (!observed.failed)
    {
        return CloseReason::Normal;
    }
    if (!observed.byReset)
    {
        return CloseReason::TimedOut;
    }
    return observed.opened ? CloseReason::Reset : CloseReason::Refused;
}

bool
Ns3Stack::Translate(Setting& setting) const
{
    if (setting.attribute.text == "Msl")
    {
        const auto msl = ParseDuration(setting.value.text);
        if (!msl)
        {
            throw BadAttributeValue('"' + setting.value.text +
                                    "\" is no value of Msl: it is a time such as 1.5s");
        }
        setting.attribute.text = "MaxSegLifetime";
        setting.value.text = TcpTraceSeconds(NanoSeconds(msl->nanoseconds));
    }
    CheckRange(setting);
    return FindAttribute(GetSocketType(), setting.attribute.text) ||
           FindAttribute(GetProtocolType(), setting.attribute.text);
}

void
Ns3Stack::ReportTo(TcpTraceRecorder& recorder)
{
    m_context.recorder = &recorder;
}

void
Ns3Stack::BeginCall(tcplifecycle::Cause cause)
{
    m_context.call = cause;
}

void
Ns3Stack::EndCall()
{
    m_context.call.reset();
}

} // namespace tcplab
