// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-congestion-prototype.h"

#include "ns3/log.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"
#include "ns3/tcp-bbr.h"
#include "ns3/tcp-socket-base.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("TcpCongestionPrototype");

namespace
{

template <class T>
Ptr<T>
CreateOf(TypeId type)
{
    ObjectFactory factory;
    factory.SetTypeId(type);
    return factory.Create<T>();
}

/// TcpDctcp asks a receiver for an acknowledgment, when it is told of marks. Here it is not: the
/// protocol side gives RFC 8257's feedback itself. Somebody else's type might still ask.
void
RefuseEmptySegment(uint8_t /* flags */)
{
    NS_LOG_WARN("A congestion control asks for an acknowledgment: the receiver sends its own");
}

} // namespace

TcpCongestionParts
TcpCongestionParts::Fork() const
{
    TcpCongestionParts copy{ops->Fork(), recovery->Fork(), rtt->Copy(), CopyObject(state)};
    copy.state->m_rxBuffer = CopyObject(state->m_rxBuffer);
    copy.state->m_sendEmptyPacketCallback = state->m_sendEmptyPacketCallback;
    return copy;
}

TcpCongestionPrototype::TcpCongestionPrototype(const TcpCongestionTypes& types)
{
    m_parts.ops = CreateOf<TcpCongestionOps>(types.ops);
    m_parts.recovery = CreateOf<TcpRecoveryOps>(types.recovery);
    m_parts.rtt = CreateOf<RttEstimator>(types.rtt);
    m_parts.state = CreateObject<TcpSocketState>();
    m_parts.state->m_rxBuffer = CreateObject<TcpRxBuffer>();
    m_parts.state->m_sendEmptyPacketCallback = MakeCallback(&RefuseEmptySegment);
    m_parts.ops->Init(m_parts.state); // TcpDctcp says there what it wants of ECN
    m_defaults.Remember(*m_parts.ops);
    m_defaults.Remember(*m_parts.recovery);
    m_defaults.Remember(*m_parts.rtt);
    m_defaults.Remember(*m_parts.state);
}

TcpCongestionPrototype::TcpCongestionPrototype(const TcpCongestionParts& parts)
    : m_parts(parts.Fork())
{
}

template <class Base>
bool
TcpCanCreate(TypeId type)
{
    if (!type.HasConstructor())
    {
        return false;
    }
    if (type.IsChildOf(Base::GetTypeId()))
    {
        return true;
    }
    // ns-3.37 has it that TcpCubic, its default, were derived from TcpSocketBase.
    if (!type.IsChildOf(TcpSocketBase::GetTypeId()))
    {
        return false;
    }
    const std::unique_ptr<ObjectBase> object(type.GetConstructor()());
    return dynamic_cast<Base*>(object.get()) != nullptr;
}

template bool TcpCanCreate<TcpCongestionOps>(TypeId type);
template bool TcpCanCreate<TcpRecoveryOps>(TypeId type);
template bool TcpCanCreate<RttEstimator>(TypeId type);

template <class Base>
bool
TcpCongestionSupply::SetType(TypeId& mine, TypeId type)
{
    if (!TcpCanCreate<Base>(type))
    {
        NS_LOG_ERROR(type.GetName()
                     << " is no " << Base::GetTypeId().GetName() << " that can be created");
        return false;
    }
    mine = type;
    m_prototype = nullptr;
    return true;
}

bool
TcpCongestionSupply::SetOpsType(TypeId type)
{
    return SetType<TcpCongestionOps>(m_types.ops, type);
}

bool
TcpCongestionSupply::SetRecoveryType(TypeId type)
{
    return SetType<TcpRecoveryOps>(m_types.recovery, type);
}

bool
TcpCongestionSupply::SetRttType(TypeId type)
{
    return SetType<RttEstimator>(m_types.rtt, type);
}

std::shared_ptr<TcpCongestionPrototype>
TcpCongestionSupply::GetPrototype()
{
    if (!m_prototype || !m_prototype->IsUpToDate())
    {
        m_prototype = std::make_shared<TcpCongestionPrototype>(m_types);
        if (m_stream >= 0)
        {
            AssignStreams(m_stream);
        }
    }
    return m_prototype;
}

int64_t
TcpCongestionSupply::AssignStreams(int64_t stream)
{
    m_stream = stream;
    const auto bbr = DynamicCast<TcpBbr>(GetPrototype()->GetParts().ops);
    if (!bbr)
    {
        return 0;
    }
    bbr->SetStream(static_cast<uint32_t>(stream));
    return 1;
}

void
TcpCongestionSupply::Retire(const TcpCongestionParts& parts, const Time& roundTrip)
{
    const Time now = Simulator::Now();
    while (!m_retired.empty() && m_retired.front().until < now)
    {
        m_retired.pop_front();
    }
    m_retired.push_back({now + roundTrip, parts.ops});
}

} // namespace ns3
