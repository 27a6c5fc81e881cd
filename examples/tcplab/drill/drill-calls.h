// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_CALLS_H
#define TCPLAB_DRILL_CALLS_H

#include "drill-bench.h"
#include "drill-descriptor.h"
#include "drill-script.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tcplab::drill
{

/// What a system call comes to.
struct CallResult
{
    int64_t value{0};
    int error{0};         ///< Linux's errno if value is -1
    std::string mismatch; ///< what it gives back otherwise than the script expects, in words

    /// \return the result of a call that fails
    static CallResult Error(int error);

    /// \return the result of a call that comes to 0, or fails. \param error errno, or 0
    static CallResult ZeroUnless(int error);
};

/// A call that has begun. Whoever holds it asks again whenever something has happened, until there
/// is a result: until then it blocks.
using OngoingCall = std::function<std::optional<CallResult>()>;

/// A script calls with something that makes no sense: a descriptor that it has not opened.
class BadCall : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/// What the calls of a script do beside what they return: it decides which segments are meant.
class CallObserver
{
  public:
    virtual ~CallObserver() = default;
    virtual void SocketMade(HostSocket& socket) = 0;
    virtual void SocketListens(HostSocket& socket) = 0;
    virtual void SocketConnects(HostSocket& socket) = 0;
    virtual void SocketAccepted(HostSocket& socket) = 0;
};

/**
 * The system calls of a script, on descriptors that it numbers itself. They behave as Linux's do,
 * on sockets of the TCP under test.
 */
class Calls
{
  public:
    /**
     * \param bench where the host is; it outlives this
     * \param stack its TCP; likewise
     * \param configuration addresses and version of IP; likewise
     * \param prepare is called with each socket that socket() makes
     * \param observer is told of what calls do; it outlives this
     */
    Calls(Bench& bench,
          Stack& stack,
          const Configuration& configuration,
          std::function<void(ns3::Ptr<ns3::Socket>)> prepare,
          CallObserver& observer);

    /**
     * \param call a call
     * \param stack the TCP that is to serve it
     * \return why it cannot be done in the simulator; nothing if it can
     */
    static std::optional<std::string> WhyNot(const Call& call, const Stack& stack);

    /**
     * Begins a call.
     * \param call for which WhyNot has no reason
     * \return it
     * \throws BadCall if it makes no sense
     */
    OngoingCall Begin(const Call& call);

  private:
    using Method = OngoingCall (Calls::*)(const Call& call);

    struct Entry
    {
        const char* name;
        size_t leastArguments;
        size_t mostArguments;
        Method method;
    };

    static const std::vector<Entry>& Table();
    static const Entry* FindEntry(const std::string& name);

    // Opening and closing, in drill-calls.cc.
    OngoingCall Socket(const Call& call);
    OngoingCall Bind(const Call& call);
    OngoingCall Listen(const Call& call);
    OngoingCall Accept(const Call& call);
    OngoingCall Connect(const Call& call);
    OngoingCall Shutdown(const Call& call);
    OngoingCall Close(const Call& call);
    OngoingCall Fcntl(const Call& call);

    // Data, in drill-calls-data.cc.
    OngoingCall Read(const Call& call);
    OngoingCall Readv(const Call& call);
    OngoingCall Recv(const Call& call);
    OngoingCall Recvmsg(const Call& call);
    OngoingCall Write(const Call& call);
    OngoingCall Writev(const Call& call);
    OngoingCall Send(const Call& call);
    OngoingCall Sendmsg(const Call& call);
    OngoingCall Receive(std::shared_ptr<Descriptor> descriptor,
                        int64_t octets,
                        int64_t flags,
                        bool badBuffer);
    OngoingCall Transmit(std::shared_ptr<Descriptor> descriptor,
                         int64_t octets,
                         int64_t flags,
                         bool badBuffer);
    OngoingCall Ioctl(const Call& call);

    // Options and readiness, in drill-calls-options.cc and drill-calls-poll.cc.
    OngoingCall Getsockopt(const Call& call);
    OngoingCall Setsockopt(const Call& call);
    OngoingCall Poll(const Call& call);

    std::shared_ptr<Descriptor> Find(const Call& call) const;
    std::shared_ptr<Descriptor> Find(int64_t number) const;
    Descriptor& Add(int64_t number, ns3::Ptr<ns3::Socket> socket);

    Bench& m_bench;
    Stack& m_stack;
    const Configuration& m_configuration;
    std::function<void(ns3::Ptr<ns3::Socket>)> m_prepare;
    CallObserver& m_observer;
    std::map<int64_t, std::shared_ptr<Descriptor>> m_open;
    std::vector<std::shared_ptr<Descriptor>> m_closed; ///< their connections may go on
};

/// \return the value of an argument. \throws BadCall if it is no number
int64_t NumberOf(const Call& call, size_t argument);

/// \param first index of the first argument that is to be "...", as all after it are
/// \throws BadCall if one is something else
void ExpectEllipsesFrom(const Call& call, size_t first);

/// \return the value of an expression. \throws BadCall if it is no number. \param what names it
int64_t NumberOf(const Expression& expression, const std::string& what);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_CALLS_H
