// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_STACK_H
#define TCPLAB_STACK_H

#include "script-ast.h"

#include "ns3/node-container.h"
#include "ns3/socket.h"
#include "ns3/tcp-state-name.h"
#include "ns3/tcp-trace-recorder.h"
#include "ns3/type-id.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tcplab
{

/// What the user of a connection has seen of its end.
struct ObservedEnd
{
    bool ended{false};   ///< the connection is gone
    bool failed{false};  ///< and not because both sides had closed
    bool opened{false};  ///< it had been established
    bool byReset{false}; ///< it went while a RST was being processed
    bool byAbort{false}; ///< it went because its user called ABORT
};

/// A TCP that scenarios run over.
class Stack
{
  public:
    virtual ~Stack() = default;

    /// \return the names that --stack takes
    static std::vector<std::string> Names();

    /**
     * \param name one of Names()
     * \return that TCP
     */
    static std::unique_ptr<Stack> Make(const std::string& name);

    /// \return the name that --stack takes
    virtual std::string GetName() const = 0;

    /// \return the type whose attributes a setting can name for a connection
    virtual ns3::TypeId GetSocketType() const = 0;

    /// \return the type whose attributes a setting can name for a host
    virtual ns3::TypeId GetProtocolType() const = 0;

    /// \return whether its transitions come with the rules that they follow
    virtual bool HasTransitionTable() const = 0;

    /**
     * Puts this TCP on hosts that have ns-3's internet stack.
     *
     * \param hosts the hosts
     */
    virtual void Install(const ns3::NodeContainer& hosts) = 0;

    /**
     * Puts this TCP on a host that has ns-3's internet stack, and no other: what reaches no
     * connection is answered by this one.
     *
     * \param host the host
     */
    virtual void InstallAlone(ns3::Ptr<ns3::Node> host) = 0;

    /**
     * \param node a host on which this TCP is installed
     * \return the object whose attributes are those of the host
     */
    virtual ns3::Ptr<ns3::Object> GetProtocol(ns3::Ptr<ns3::Node> node) const = 0;

    /**
     * \param node a host on which this TCP is installed
     * \return a new socket
     */
    virtual ns3::Ptr<ns3::Socket> CreateSocket(ns3::Ptr<ns3::Node> node) = 0;

    /// \return whether it refuses to open a connection between two endpoints that have one already
    virtual bool RefusesSecondConnection() const = 0;

    /**
     * Calls ABORT.
     *
     * \param socket a socket of this TCP
     * \return 0, or -1 and the socket's errno says why not
     */
    virtual int Abort(ns3::Ptr<ns3::Socket> socket) = 0;

    /**
     * \param socket a socket of this TCP
     * \return the state of its connection
     */
    virtual tcplifecycle::State GetState(ns3::Ptr<ns3::Socket> socket) const = 0;

    /**
     * \param socket a socket of this TCP
     * \param observed what its user has seen
     * \return why its connection is gone
     */
    virtual tcplifecycle::CloseReason GetCloseReason(ns3::Ptr<ns3::Socket> socket,
                                                     const ObservedEnd& observed) const = 0;

    /**
     * Says which attribute of this TCP a setting means.
     *
     * \param setting a setting; its attribute is replaced by this TCP's name for it, its value too
     * \return whether this TCP has anything like it
     */
    virtual bool Translate(Setting& setting) const = 0;

    /**
     * Tells transitions that the recorder cannot observe by itself.
     *
     * \param recorder it watches the hosts, in their order
     */
    virtual void ReportTo(ns3::TcpTraceRecorder& recorder) = 0;

    /**
     * The user is calling upon TCP until EndCall.
     *
     * \param cause the call
     */
    virtual void BeginCall(tcplifecycle::Cause cause) = 0;

    /// The call that was begun has returned.
    virtual void EndCall() = 0;
};

} // namespace tcplab

#endif // TCPLAB_STACK_H
