// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-trace-conversation.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace ns3
{

namespace
{

using tcplifecycle::Cause;
using tcplifecycle::Segment;
using tcplifecycle::SeqNum;
using tcplifecycle::State;
using Kind = TcpTraceStep::Kind;

using Endpoints = std::pair<Address, Address>;

constexpr uint32_t NOT_OBSERVED = std::numeric_limits<uint32_t>::max();

/// The endpoints of what a record tells: that of its host, and the other.
Endpoints
LocalAndRemote(const TcpTraceRecord& record)
{
    if (const auto* segment = std::get_if<TcpTraceSegment>(&record.what))
    {
        const bool inbound = segment->event == TcpTraceSegment::Event::Arrived;
        return inbound ? Endpoints{segment->destination, segment->source}
                       : Endpoints{segment->source, segment->destination};
    }
    if (const auto* transition = std::get_if<TcpTraceTransition>(&record.what))
    {
        return {transition->local, transition->remote};
    }
    const auto& call = std::get<TcpTraceCall>(record.what);
    return {call.local, call.remote};
}

/// Whether a listener there takes segments for the endpoint.
bool
Covers(const Address& listener, const Address& endpoint)
{
    if (TcpTracePort(listener) != TcpTracePort(endpoint))
    {
        return false;
    }
    const bool any =
        (InetSocketAddress::IsMatchingType(listener) &&
         InetSocketAddress::ConvertFrom(listener).GetIpv4() == Ipv4Address::GetAny()) ||
        (Inet6SocketAddress::IsMatchingType(listener) &&
         Inet6SocketAddress::ConvertFrom(listener).GetIpv6() == Ipv6Address::GetAny());
    return any || listener == endpoint;
}

bool
IsTimer(Cause cause)
{
    return cause == Cause::RetransmissionTimeout || cause == Cause::UserTimeout ||
           cause == Cause::KeepAliveTimeout || cause == Cause::FinWait2Timeout ||
           cause == Cause::TimeWaitTimeout;
}

/// What a ladder says when a timer expires: as RFC 9293's figures do, or the timer's name.
std::string
TimerComment(Cause cause)
{
    if (cause == Cause::TimeWaitTimeout)
    {
        return "2 MSL";
    }
    std::string name = ToString(cause);
    std::transform(name.begin() + 1, name.end(), name.begin() + 1, [](unsigned char c) {
        return std::tolower(c);
    });
    return name;
}

/// Knows which of an end's departures repeat an earlier one.
class RepetitionDetector
{
  public:
    bool IsRepetition(const Segment& segment)
    {
        using namespace tcplifecycle;
        if (segment.Length() == 0 || segment.Has(RST))
        {
            return false;
        }
        if (segment.Has(SYN))
        {
            // A SYN,ACK after the SYN of a simultaneous open says something new.
            const bool again = m_syn && m_syn->seq == segment.seq && m_syn->ctl == segment.ctl;
            m_syn = segment;
            m_next = again ? m_next : segment.seq + segment.Length();
            return again;
        }
        if (m_next && segment.seq < *m_next)
        {
            return true;
        }
        m_next = segment.seq + segment.Length();
        return false;
    }

  private:
    std::optional<Segment> m_syn;
    std::optional<SeqNum> m_next; ///< after all that was sent
};

/// What one thing brings about at one end: a call, an arrival or a timer comes first, if any does.
struct Reaction
{
    std::string comment;
    const TcpTraceSegment* arrival{nullptr};
    std::vector<const TcpTraceTransition*> transitions;
    std::vector<const TcpTraceSegment*> departures;
};

/// Puts the records of one conversation into the order of a ladder.
class Arrangement
{
  public:
    Arrangement(TcpTraceConversation& conversation, const std::set<uint64_t>& lost)
        : m_conversation(conversation),
          m_lost(lost)
    {
        for (int side : {0, 1})
        {
            m_state[side] = conversation.ends[side].initialState;
        }
    }

    void Add(const TcpTraceRecord& record, int side)
    {
        if (record.time != m_time)
        {
            Flush();
            m_time = record.time;
        }
        auto& reactions = m_reactions[side];
        if (const auto* call = std::get_if<TcpTraceCall>(&record.what))
        {
            reactions.push_back({call->call, nullptr, {}, {}});
        }
        else if (const auto* transition = std::get_if<TcpTraceTransition>(&record.what))
        {
            if (IsTimer(transition->cause))
            {
                reactions.push_back({TimerComment(transition->cause), nullptr, {}, {}});
            }
            Current(reactions).transitions.push_back(transition);
        }
        else
        {
            const auto& segment = std::get<TcpTraceSegment>(record.what);
            if (segment.event == TcpTraceSegment::Event::Arrived)
            {
                reactions.push_back({"", &segment, {}, {}});
            }
            else
            {
                Current(reactions).departures.push_back(&segment);
            }
        }
    }

    /// Turn what happened at the current instant into steps.
    void Flush()
    {
        std::array<std::deque<TcpTraceStep>, 2> waiting;
        for (int side : {0, 1})
        {
            for (const auto& reaction : m_reactions[side])
            {
                AddSteps(reaction, side, waiting[side]);
            }
            m_reactions[side].clear();
        }
        while (!waiting[0].empty() || !waiting[1].empty())
        {
            bool progress = false;
            for (const auto& kinds : {std::pair{Kind::Comment, Kind::State},
                                      std::pair{Kind::Arrival, Kind::Arrival},
                                      std::pair{Kind::Departure, Kind::Departure}})
            {
                // A column each in turn, so that what both do stands side by side.
                bool taken = true;
                while (taken)
                {
                    taken = false;
                    for (auto& steps : waiting)
                    {
                        const bool ready = !steps.empty() &&
                                           (steps.front().kind == kinds.first ||
                                            steps.front().kind == kinds.second) &&
                                           HasDeparted(steps.front());
                        if (ready)
                        {
                            Take(steps);
                            taken = true;
                        }
                    }
                    progress = progress || taken;
                }
            }
            if (!progress)
            {
                // An arrival whose departure was recorded after it, or not at all.
                Take(waiting[0].empty() ? waiting[1] : waiting[0]);
            }
        }
    }

  private:
    /// A connection that comes after another one repeats nothing of it, not even its SYN's number.
    static bool BeginsAConnection(const TcpTraceTransition* transition)
    {
        return transition->from == State::Closed || transition->from == State::Listen;
    }

    static Reaction& Current(std::vector<Reaction>& reactions)
    {
        if (reactions.empty())
        {
            reactions.emplace_back();
        }
        return reactions.back();
    }

    void AddSteps(const Reaction& reaction, int side, std::deque<TcpTraceStep>& steps)
    {
        const auto add = [&](Kind kind) -> TcpTraceStep& {
            TcpTraceStep step;
            step.kind = kind;
            step.time = m_time;
            step.side = side;
            step.state = m_state[side];
            steps.push_back(step);
            return steps.back();
        };
        if (std::any_of(reaction.transitions.begin(),
                        reaction.transitions.end(),
                        BeginsAConnection))
        {
            m_repetitions[side] = RepetitionDetector();
        }
        auto next = reaction.transitions.begin();
        const auto enter = [&](TcpTraceStep& step) {
            m_state[side] = (*next)->to;
            step.state = m_state[side];
            step.transition = *next++;
        };

        if (!reaction.comment.empty())
        {
            add(Kind::Comment).comment = '(' + reaction.comment + ')';
        }
        if (reaction.arrival)
        {
            auto& step = add(Kind::Arrival);
            step.segment = reaction.arrival;
            if (next != reaction.transitions.end())
            {
                enter(step);
            }
        }
        // The last transition is shown with the segment that leaves, if one does.
        const auto withDeparture = reaction.departures.empty() ? 0 : 1;
        while (reaction.transitions.end() - next > withDeparture)
        {
            enter(add(Kind::State));
        }
        for (const auto* departure : reaction.departures)
        {
            if (m_repetitions[side].IsRepetition(departure->segment))
            {
                add(Kind::Comment).comment = "(Retransmission)";
            }
            auto& step = add(Kind::Departure);
            step.segment = departure;
            step.lost = m_lost.count(departure->id) > 0;
            if (next != reaction.transitions.end())
            {
                enter(step);
            }
        }
    }

    bool HasDeparted(const TcpTraceStep& step) const
    {
        return step.kind != Kind::Arrival || step.segment->id == 0 ||
               m_departed.count(step.segment->id) > 0;
    }

    void Take(std::deque<TcpTraceStep>& steps)
    {
        if (steps.front().kind == Kind::Departure)
        {
            m_departed.insert(steps.front().segment->id);
        }
        m_conversation.steps.push_back(std::move(steps.front()));
        steps.pop_front();
    }

    TcpTraceConversation& m_conversation;
    const std::set<uint64_t>& m_lost;
    Time m_time{-1};
    std::array<std::vector<Reaction>, 2> m_reactions; ///< to what happens at m_time
    std::array<State, 2> m_state{};
    std::array<RepetitionDetector, 2> m_repetitions;
    std::set<uint64_t> m_departed;
};

/// A conversation whose records are still being looked for.
struct Draft
{
    Endpoints key;
    std::vector<size_t> records;
    std::map<Address, uint32_t> hosts; ///< who was seen at which end
};

std::vector<Draft>
CollectRecords(const TcpTrace& trace)
{
    std::vector<Draft> drafts;
    std::map<Endpoints, size_t> places;
    for (size_t i = 0; i < trace.records.size(); ++i)
    {
        const auto& record = trace.records[i];
        const auto [local, remote] = LocalAndRemote(record);
        if (TcpTracePort(local) == 0 || TcpTracePort(remote) == 0)
        {
            continue;
        }
        const Endpoints key = std::minmax(local, remote);
        const auto [place, isNew] = places.try_emplace(key, drafts.size());
        if (isNew)
        {
            drafts.push_back({key, {}, {}});
        }
        const auto* segment = std::get_if<TcpTraceSegment>(&record.what);
        if (segment && segment->event == TcpTraceSegment::Event::Lost)
        {
            continue;
        }
        drafts[place->second].records.push_back(i);
        drafts[place->second].hosts.emplace(local, record.host);
    }
    return drafts;
}

/// The records of listeners that take segments for the endpoint on the host.
std::vector<size_t>
ListenersFor(const TcpTrace& trace,
             const std::vector<size_t>& listenerRecords,
             const Address& endpoint,
             uint32_t host)
{
    std::vector<size_t> found;
    for (const size_t i : listenerRecords)
    {
        const auto& record = trace.records[i];
        if (record.host == host && Covers(LocalAndRemote(record).first, endpoint))
        {
            found.push_back(i);
        }
    }
    return found;
}

/// The state in which the endpoint was before its first transition; CLOSED if there is none.
State
FirstState(const TcpTrace& trace, const Draft& draft, const Address& endpoint)
{
    for (const size_t i : draft.records)
    {
        const auto* transition = std::get_if<TcpTraceTransition>(&trace.records[i].what);
        if (transition && transition->local == endpoint)
        {
            return transition->from;
        }
    }
    return State::Closed;
}

TcpTraceConversation
Arrange(const TcpTrace& trace,
        const Draft& draft,
        const std::vector<size_t>& listenerRecords,
        const std::set<uint64_t>& lost)
{
    const auto hostAt = [&draft](const Address& address) {
        const auto found = draft.hosts.find(address);
        return found == draft.hosts.end() ? NOT_OBSERVED : found->second;
    };
    const bool inOrder = hostAt(draft.key.first) <= hostAt(draft.key.second);
    const std::array<Address, 2> addresses = {inOrder ? draft.key.first : draft.key.second,
                                              inOrder ? draft.key.second : draft.key.first};

    TcpTraceConversation conversation;
    std::vector<std::pair<size_t, int>> records; // and the side that each is about
    for (const size_t i : draft.records)
    {
        records.emplace_back(i, LocalAndRemote(trace.records[i]).first == addresses[0] ? 0 : 1);
    }
    for (int side : {0, 1})
    {
        auto& end = conversation.ends[side];
        end.address = addresses[side];
        const uint32_t host = hostAt(end.address);
        if (host == NOT_OBSERVED || (side == 1 && addresses[0] == addresses[1]))
        {
            continue;
        }
        end.host = trace.hosts.at(host);
        end.initialState = FirstState(trace, draft, end.address);
        for (const size_t i : ListenersFor(trace, listenerRecords, end.address, host))
        {
            if (i > draft.records.front())
            {
                records.emplace_back(i, side);
            }
            else if (const auto* change = std::get_if<TcpTraceTransition>(&trace.records[i].what))
            {
                end.initialState = change->to;
            }
        }
    }
    std::sort(records.begin(), records.end());

    // A listener's own doings show only while no connection is there.
    std::array<State, 2> state = {conversation.ends[0].initialState,
                                  conversation.ends[1].initialState};
    Arrangement arrangement(conversation, lost);
    for (const auto& [i, side] : records)
    {
        const auto& record = trace.records[i];
        const bool ofListener = TcpTracePort(LocalAndRemote(record).second) == 0;
        if (ofListener && state[side] != State::Closed && state[side] != State::Listen)
        {
            continue;
        }
        if (const auto* transition = std::get_if<TcpTraceTransition>(&record.what))
        {
            state[side] = transition->to;
        }
        arrangement.Add(record, side);
    }
    arrangement.Flush();
    return conversation;
}

} // namespace

std::vector<TcpTraceConversation>
SplitIntoConversations(const TcpTrace& trace)
{
    std::set<uint64_t> lost;
    std::vector<size_t> listenerRecords;
    for (size_t i = 0; i < trace.records.size(); ++i)
    {
        const auto& record = trace.records[i];
        const auto* segment = std::get_if<TcpTraceSegment>(&record.what);
        if (segment && segment->event == TcpTraceSegment::Event::Lost)
        {
            lost.insert(segment->id);
        }
        const auto [local, remote] = LocalAndRemote(record);
        if (TcpTracePort(local) != 0 && TcpTracePort(remote) == 0)
        {
            listenerRecords.push_back(i);
        }
    }
    std::vector<TcpTraceConversation> conversations;
    for (const auto& draft : CollectRecords(trace))
    {
        conversations.push_back(Arrange(trace, draft, listenerRecords, lost));
    }
    return conversations;
}

} // namespace ns3
