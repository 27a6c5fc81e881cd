// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_LIFECYCLE_STACK_H
#define TCPLAB_LIFECYCLE_STACK_H

#include "stack.h"

namespace tcplab
{

/// This module's TCP.
class LifecycleStack : public Stack
{
  public:
    std::string GetName() const override;
    ns3::TypeId GetSocketType() const override;
    ns3::TypeId GetProtocolType() const override;
    bool HasTransitionTable() const override;
    void Install(const ns3::NodeContainer& hosts) override;
    void InstallAlone(ns3::Ptr<ns3::Node> host) override;
    ns3::Ptr<ns3::Object> GetProtocol(ns3::Ptr<ns3::Node> node) const override;
    ns3::Ptr<ns3::Socket> CreateSocket(ns3::Ptr<ns3::Node> node) override;
    bool RefusesSecondConnection() const override;
    int Abort(ns3::Ptr<ns3::Socket> socket) override;
    tcplifecycle::State GetState(ns3::Ptr<ns3::Socket> socket) const override;
    tcplifecycle::CloseReason GetCloseReason(ns3::Ptr<ns3::Socket> socket,
                                             const ObservedEnd& observed) const override;
    bool Translate(Setting& setting) const override;
    void ReportTo(ns3::TcpTraceRecorder& recorder) override;
    void BeginCall(tcplifecycle::Cause cause) override;
    void EndCall() override;
};

} // namespace tcplab

#endif // TCPLAB_LIFECYCLE_STACK_H
