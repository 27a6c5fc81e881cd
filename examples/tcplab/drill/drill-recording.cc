// SPDX-License-Identifier: GPL-2.0-only

#include "drill-recording.h"

#include "drill-notation.h"
#include "drill-octets.h"

#include "ns3/inet-socket-address.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace tcplab::drill
{

namespace
{

using ns3::Address;
using ns3::TcpTraceCall;
using ns3::TcpTraceRecord;
using ns3::TcpTraceSegment;
using ns3::TcpTraceTransition;
using tcplifecycle::State;

/// The descriptors of a script: of socket(), and of accept().
constexpr int64_t FIRST_DESCRIPTOR = 3;
constexpr int64_t ACCEPTED_DESCRIPTOR = 4;

/// ns3::TcpSocket::SndBufSize, in octets.
constexpr int64_t DEFAULT_SEND_BUFFER = 131072;

/// Two ends of a connection: the host's, and the other.
using Ends = std::pair<Address, Address>;

// Arguments of calls.

Expression
Number(int64_t value)
{
    return {{}, Integer{value, false}};
}

Expression
Symbol(const std::string& name)
{
    return {{}, Name{name}};
}

Expression
Whatever()
{
    return {{}, Ellipsis{}};
}

Expression
Bracketed(int64_t value)
{
    return {{}, List{{Number(value)}, false}};
}

Expression
NonBlocking()
{
    return {{}, Or{{Symbol("O_RDWR"), Symbol("O_NONBLOCK")}}};
}

Expression
LingerOfZero()
{
    Structure linger;
    linger.kind = Structure::Kind::Linger;
    linger.fields = {{"onoff", Number(1)}, {"linger", Number(0)}};
    return {{}, linger};
}

// Segments.

uint16_t
ToScriptBits(uint8_t controlBits)
{
    return controlBits; // both have them where the header has them
}

std::optional<EcnMark>
ToScriptEcn(tcplifecycle::EcnField field)
{
    switch (field)
    {
    case tcplifecycle::EcnField::NotEct:
        return std::nullopt;
    case tcplifecycle::EcnField::Ect1:
        return EcnMark::Ect1;
    case tcplifecycle::EcnField::Ect0:
        return EcnMark::Ect0;
    case tcplifecycle::EcnField::Ce:
        return EcnMark::Ce;
    }
    return std::nullopt;
}

/// \param sackBase the number that the script's SACK blocks count from
std::vector<TcpOption>
ToScriptOptions(const tcplifecycle::Options& options, uint32_t sackBase)
{
    std::vector<uint8_t> octets(options.WireSize());
    options.Write(octets.data());
    auto result = OptionsFromOctets(octets.data(), octets.data() + octets.size())
                      .value_or(std::vector<TcpOption>());
    for (auto& option : result)
    {
        if (auto* sack = std::get_if<SackOption>(&option.value))
        {
            for (auto& block : sack->blocks)
            {
                block.left -= sackBase;
                block.right -= sackBase;
            }
        }
    }
    return result;
}

/// Makes the events of one connection, one record after the other.
class Recorder
{
  public:
    Recorder(const ns3::TcpTrace& trace, uint32_t host)
        : m_trace(trace),
          m_host(host)
    {
        ChooseConnection();
        FindEnd();
        LearnNumbers();
    }

    Recording Take()
    {
        m_recording.otherConnections = m_others.size();
        if (m_ends)
        {
            m_recording.ipVersion = ns3::InetSocketAddress::IsMatchingType(m_ends->second)
                                        ? IpVersion::Ipv4
                                        : IpVersion::Ipv6;
            for (m_at = 0; m_at < m_trace.records.size(); ++m_at)
            {
                const auto& record = m_trace.records[m_at];
                if (record.host == m_host && !IsBehindEnd(record))
                {
                    m_now = record.time;
                    std::visit([this](const auto& what) { Take(what); }, record.what);
                }
            }
        }
        return std::move(m_recording);
    }

  private:
    std::optional<Ends> EndsOf(const TcpTraceSegment& segment) const
    {
        switch (segment.event)
        {
        case TcpTraceSegment::Event::Sent:
            return Ends{segment.source, segment.destination};
        case TcpTraceSegment::Event::Arrived:
            return Ends{segment.destination, segment.source};
        case TcpTraceSegment::Event::Lost:
            break;
        }
        return std::nullopt;
    }

    /// The first one of which a segment is seen.
    void ChooseConnection()
    {
        for (const auto& record : m_trace.records)
        {
            const auto* segment = std::get_if<TcpTraceSegment>(&record.what);
            const auto ends = segment && record.host == m_host ? EndsOf(*segment) : std::nullopt;
            if (ends && !m_ends)
            {
                m_ends = ends;
            }
            else if (ends && *ends != *m_ends)
            {
                m_others.insert(*ends);
            }
        }
    }

    /// A connection is opened: when it is the host's first one, and when another one follows it
    /// between the same ends.
    void FindEnd()
    {
        for (const auto& record : m_trace.records)
        {
            const auto* transition = std::get_if<TcpTraceTransition>(&record.what);
            const bool opens =
                transition && record.host == m_host && m_ends &&
                (transition->from == State::Closed || transition->from == State::Listen) &&
                (transition->to == State::SynSent || transition->to == State::SynReceived) &&
                IsMine(transition->local, transition->remote);
            if (opens && !m_opened)
            {
                m_opened = record.time;
            }
            else if (opens)
            {
                m_end = record.time;
                m_recording.isFollowed = true;
                return;
            }
        }
    }

    bool IsBehindEnd(const TcpTraceRecord& record) const
    {
        return m_end && record.time >= *m_end;
    }

    /// Numbers count from each side's first SYN.
    void LearnNumbers()
    {
        bool localKnown = false;
        bool remoteKnown = false;
        for (size_t at = 0; at < m_trace.records.size(); ++at)
        {
            const auto& record = m_trace.records[at];
            const auto* traced = std::get_if<TcpTraceSegment>(&record.what);
            if (!traced || record.host != m_host || IsBehindEnd(record) ||
                EndsOf(*traced) != m_ends)
            {
                continue;
            }
            const bool sent = traced->event == TcpTraceSegment::Event::Sent;
            const auto& segment = traced->segment;
            if (segment.Has(tcplifecycle::SYN) && sent && !std::exchange(localKnown, true))
            {
                m_localIsn = segment.seq.Value();
                LearnBuffer(segment);
            }
            else if (segment.Has(tcplifecycle::SYN) && !sent && !std::exchange(remoteKnown, true))
            {
                m_remoteIsn = segment.seq.Value();
            }
            if (remoteKnown && sent && segment.Has(tcplifecycle::ACK))
            {
                m_acknowledged[at] = segment.ack.Value() - m_remoteIsn - 1;
            }
        }
    }

    /// The smallest buffer for which Linux, too, chooses the host's window scale.
    void LearnBuffer(const tcplifecycle::Segment& syn)
    {
        const uint8_t shift = syn.options.windowScale.value_or(0);
        m_receiveBuffer = shift > 0 ? int64_t{32768} << shift : int64_t{syn.wnd};
    }

    /// A write that is larger than the buffer does not return at once, as the script's do.
    int64_t CountSent() const
    {
        int64_t octets = 0;
        for (const auto& record : m_trace.records)
        {
            const auto* call = std::get_if<TcpTraceCall>(&record.what);
            if (call && record.host == m_host && !IsBehindEnd(record) &&
                IsMine(call->local, call->remote))
            {
                octets += SentBy(*call);
            }
        }
        return octets;
    }

    /// \return octets that a call sends; 0 if it is another one
    static int64_t SentBy(const TcpTraceCall& call)
    {
        const std::string verb = "Send ";
        return call.call.compare(0, verb.size(), verb) == 0
                   ? std::stoll(call.call.substr(verb.size()))
                   : 0;
    }

    bool IsMine(const Address& local, const Address& remote) const
    {
        // A listener has no remote end, and a connection that is just being opened no local one.
        return (remote.IsInvalid() || remote == m_ends->second) &&
               (local.IsInvalid() || ns3::TcpTracePort(local) == ns3::TcpTracePort(m_ends->first));
    }

    void Add(Action action)
    {
        Event event;
        event.time.kind = EventTime::Kind::Absolute;
        if (!m_begin)
        {
            m_begin = m_now;
        }
        event.time.usecs = (m_now - *m_begin).GetMicroSeconds();
        event.action = std::move(action);
        m_recording.events.push_back(std::move(event));
    }

    void AddCall(const char* name, std::vector<Expression> arguments, int64_t result)
    {
        Call call;
        call.name = name;
        call.arguments = std::move(arguments);
        call.result = Number(result);
        Add(call);
    }

    // Calls.

    void Take(const TcpTraceCall& call)
    {
        if (!IsMine(call.local, call.remote))
        {
            return;
        }
        const std::string verb = call.call.substr(0, call.call.find(' '));
        if (call.call == "Passive Open")
        {
            MakeSocket();
            AddCall("bind", {Number(FIRST_DESCRIPTOR), Whatever(), Whatever()}, 0);
            AddCall("listen", {Number(FIRST_DESCRIPTOR), Number(1)}, 0);
        }
        else if (call.call == "Active Open" && m_now == m_opened) // another one has failed
        {
            MakeSocket();
            AddCall("fcntl", {Number(FIRST_DESCRIPTOR), Symbol("F_SETFL"), NonBlocking()}, 0);
            AddCall("connect", {Number(FIRST_DESCRIPTOR), Whatever(), Whatever()}, -1);
            std::get<Call>(m_recording.events.back().action).error =
                ErrorNumber{{}, "EINPROGRESS", "Operation now in progress"};
            m_descriptor = FIRST_DESCRIPTOR;
        }
        else if (verb == "Send" && m_descriptor)
        {
            const int64_t octets = SentBy(call);
            AddCall("write", {Number(*m_descriptor), Whatever(), Number(octets)}, octets);
        }
        else if (verb == "Shutdown" && m_descriptor)
        {
            AddCall("shutdown", {Number(*m_descriptor), Symbol("SHUT_WR")}, 0);
        }
        else if (verb == "Abort" && m_descriptor)
        {
            AddCall("setsockopt",
                    {Number(*m_descriptor),
                     Symbol("SOL_SOCKET"),
                     Symbol("SO_LINGER"),
                     LingerOfZero(),
                     Number(8)},
                    0);
            AddCall("close", {Number(*std::exchange(m_descriptor, std::nullopt))}, 0);
        }
        else if (verb == "Close" && call.remote.IsInvalid())
        {
            AddCall("close", {Number(FIRST_DESCRIPTOR)}, 0);
        }
        else if (verb == "Close" && m_descriptor)
        {
            AddCall("close", {Number(*std::exchange(m_descriptor, std::nullopt))}, 0);
        }
    }

    void MakeSocket()
    {
        AddCall("socket",
                {Whatever(), Symbol("SOCK_STREAM"), Symbol("IPPROTO_TCP")},
                FIRST_DESCRIPTOR);
        if (m_receiveBuffer)
        {
            SetBuffer("SO_RCVBUF", *m_receiveBuffer);
        }
        if (const int64_t sent = CountSent(); sent > DEFAULT_SEND_BUFFER)
        {
            SetBuffer("SO_SNDBUF", (sent + 1) / 2); // both TCPs take twice as much
        }
    }

    void SetBuffer(const char* option, int64_t octets)
    {
        AddCall("setsockopt",
                {Number(FIRST_DESCRIPTOR),
                 Symbol("SOL_SOCKET"),
                 Symbol(option),
                 Bracketed(octets),
                 Number(4)},
                0);
    }

    void Take(const TcpTraceTransition& transition)
    {
        if (transition.to == State::Established && transition.from == State::SynReceived &&
            !m_descriptor && IsMine(transition.local, transition.remote))
        {
            AddCall("accept",
                    {Number(FIRST_DESCRIPTOR), Whatever(), Whatever()},
                    ACCEPTED_DESCRIPTOR);
            m_descriptor = ACCEPTED_DESCRIPTOR;
            ReadWhatHasCome();
        }
    }

    // Segments.

    void Take(const TcpTraceSegment& traced)
    {
        if (EndsOf(traced) != m_ends)
        {
            return;
        }
        const bool sent = traced.event == TcpTraceSegment::Event::Sent;
        const auto& live = traced.segment;
        const bool syn = live.Has(tcplifecycle::SYN);
        // Of the host the script's SYN is number 0; the other side's SYN keeps its own number, and
        // counts from 0 in segments without SYN.
        const uint32_t remoteBase = syn ? 0 : m_remoteIsn;
        Segment segment;
        segment.direction = sent ? Direction::Outbound : Direction::Inbound;
        segment.ip.ecn = ToScriptEcn(live.ecn);
        segment.controlBits = ToScriptBits(live.ctl);
        segment.seq = live.seq.Value() - (sent ? m_localIsn : remoteBase);
        segment.octets = live.textLength;
        if (live.Has(tcplifecycle::ACK))
        {
            segment.ack = live.ack.Value() - (sent ? remoteBase : m_localIsn);
        }
        if (!sent)
        {
            segment.window = live.wnd;
        }
        if (live.Has(tcplifecycle::URG))
        {
            segment.urgent = live.up;
        }
        segment.options = ToScriptOptions(live.options, sent ? m_remoteIsn : m_localIsn);
        Add(segment);
        if (sent)
        {
            m_sent = std::max(m_sent, segment.seq + live.Length());
        }
        else if (!live.Has(tcplifecycle::ACK) || segment.ack <= m_sent)
        {
            NoteText(live); // what acknowledges anything else is forged
        }
    }

    /// Keeps in mind which text has arrived, and reads what is in order.
    void NoteText(const tcplifecycle::Segment& segment)
    {
        const uint32_t from = segment.TextStart().Value() - m_remoteIsn - 1;
        uint32_t to = from + segment.textLength;
        const auto answer = m_acknowledged.upper_bound(m_at);
        if (from <= m_arrived && answer != m_acknowledged.end())
        {
            to = std::min(to, answer->second); // the host has not taken more: it may be forged
        }
        if (segment.textLength > 0 && static_cast<int32_t>(to - m_arrived) > 0)
        {
            auto& end = m_ahead[from];
            end = std::max(end, to);
        }
        while (!m_ahead.empty() && m_ahead.begin()->first <= m_arrived)
        {
            m_arrived = std::max(m_arrived, m_ahead.begin()->second);
            m_ahead.erase(m_ahead.begin());
        }
        ReadWhatHasCome();
    }

    void ReadWhatHasCome()
    {
        if (m_descriptor && m_arrived > m_read)
        {
            const int64_t octets = m_arrived - m_read;
            m_read = m_arrived;
            AddCall("read", {Number(*m_descriptor), Whatever(), Number(octets)}, octets);
        }
    }

    const ns3::TcpTrace& m_trace;
    uint32_t m_host;
    std::optional<Ends> m_ends;
    std::set<Ends> m_others;
    std::optional<ns3::Time> m_opened; ///< when the connection was
    std::optional<ns3::Time> m_end;    ///< when another one follows
    uint32_t m_localIsn{0};
    uint32_t m_remoteIsn{0};
    /// How much text the host acknowledges, and by which record; a FIN counts as one more octet.
    std::map<size_t, uint32_t> m_acknowledged;
    std::optional<int64_t> m_receiveBuffer;

    Recording m_recording;
    size_t m_at{0}; ///< index of the record that is taken
    ns3::Time m_now;
    std::optional<ns3::Time> m_begin;
    std::optional<int64_t> m_descriptor;  ///< of the connection; nothing before and after it
    std::map<uint32_t, uint32_t> m_ahead; ///< text that has arrived: from where to where
    uint32_t m_sent{0};                   ///< after all that the host has sent
    uint32_t m_arrived{0};                ///< so much text has arrived in order
    uint32_t m_read{0};
};

} // namespace

Recording
Record(const ns3::TcpTrace& trace, uint32_t host)
{
    return Recorder(trace, host).Take();
}

bool
WritePacketScript(std::ostream& os,
                  const ns3::TcpTrace& trace,
                  uint32_t host,
                  const std::string& title,
                  const std::string& settings)
{
    const Recording recording = Record(trace, host);
    os << "// " << (title.empty() ? "A scenario" : title) << ": what happened at host "
       << trace.hosts.at(host) << ", as \"tcplab run\" saw it.\n";
    if (recording.otherConnections > 0)
    {
        os << "// Its first connection; " << recording.otherConnections << " more are left out.\n";
    }
    if (recording.isFollowed)
    {
        os << "// Another connection between the same ends follows: it is left out.\n";
    }
    if (!settings.empty())
    {
        os << "// To be run with" << settings << "\n";
    }
    if (recording.events.empty())
    {
        os << "// Nothing happened there.\n";
        return false;
    }
    if (recording.ipVersion == IpVersion::Ipv6)
    {
        os << "--ip_version=ipv6\n";
    }
    os << '\n';
    for (const auto& event : recording.events)
    {
        os << ToNotation(event) << '\n';
    }
    return true;
}

} // namespace tcplab::drill
