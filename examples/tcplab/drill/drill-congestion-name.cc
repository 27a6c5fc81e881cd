// SPDX-License-Identifier: GPL-2.0-only

#include "drill-congestion-name.h"

#include "ns3/object-factory.h"
#include "ns3/pointer.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-lifecycle-socket.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/type-id.h"

#include <utility>

namespace tcplab::drill
{

using namespace ns3;

namespace
{

/// Of two that stand for one type the usual one stands first.
constexpr std::pair<const char*, const char*> NAMES[] = {
    {"reno", "ns3::TcpLinuxReno"},
    {"reno", "ns3::TcpNewReno"},
    {"cubic", "ns3::TcpCubic"},
    {"bic", "ns3::TcpBic"},
    {"bbr", "ns3::TcpBbr"},
    {"dctcp", "ns3::TcpDctcp"},
    {"highspeed", "ns3::TcpHighSpeed"},
    {"htcp", "ns3::TcpHtcp"},
    {"hybla", "ns3::TcpHybla"},
    {"illinois", "ns3::TcpIllinois"},
    {"lp", "ns3::TcpLp"},
    {"scalable", "ns3::TcpScalable"},
    {"vegas", "ns3::TcpVegas"},
    {"veno", "ns3::TcpVeno"},
    {"westwood", "ns3::TcpWestwood"},
    {"yeah", "ns3::TcpYeah"},
};

} // namespace

std::string
CongestionName(const HostSocket& socket)
{
    Ptr<TcpCongestionOps> ops;
    if (const auto lifecycle = DynamicCast<TcpLifecycleSocket>(socket.Get()))
    {
        ops = lifecycle->GetCongestionControlAlgorithm();
    }
    else
    {
        PointerValue value;
        socket.Get()->GetAttribute("CongestionOps", value);
        ops = value.Get<TcpCongestionOps>();
    }
    const std::string type = ops->GetInstanceTypeId().GetName();
    for (const auto& [name, known] : NAMES)
    {
        if (type == known)
        {
            return name;
        }
    }
    return type;
}

std::optional<TypeId>
CongestionType(const std::string& name)
{
    for (const auto& [known, typeName] : NAMES)
    {
        TypeId type;
        if (name == known && TypeId::LookupByNameFailSafe(typeName, &type))
        {
            return type;
        }
    }
    return std::nullopt;
}

bool
SetCongestionByName(HostSocket& socket, const std::string& name)
{
    const auto type = CongestionType(name);
    if (!type)
    {
        return false;
    }
    ObjectFactory factory;
    factory.SetTypeId(*type);
    const auto ops = factory.Create<TcpCongestionOps>();
    if (const auto lifecycle = DynamicCast<TcpLifecycleSocket>(socket.Get()))
    {
        lifecycle->SetCongestionControlAlgorithm(ops);
    }
    else
    {
        DynamicCast<TcpSocketBase>(socket.Get())->SetCongestionControlAlgorithm(ops);
    }
    return true;
}

} // namespace tcplab::drill
