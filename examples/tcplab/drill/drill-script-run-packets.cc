// SPDX-License-Identifier: GPL-2.0-only

// Segments of a script: those that arrive, and those that are expected.

#include "drill-comparison.h"
#include "drill-icmp-error.h"
#include "drill-notation.h"
#include "drill-script-run.h"

#include <algorithm>

namespace tcplab::drill
{

using ns3::MicroSeconds;
using ns3::Time;

namespace
{

/// So long after its time packetdrill still waits for a segment, to say how late it came.
constexpr int64_t GRACE_USECS = 2'000'000;

} // namespace

// Segments.

void
ScriptRun::operator()(const Event& event, const Segment& segment)
{
    if (segment.direction == Direction::Inbound)
    {
        WaitFor(event, "inbound packet");
        Arrive(event, segment);
    }
    else
    {
        Expect(event, segment);
    }
}

Conversation&
ScriptRun::FindConversation(const Event& event, const Segment& segment)
{
    const bool inbound = segment.direction == Direction::Inbound;
    if (inbound && (!m_conversation || m_conversation->BeginsWithArrival()))
    {
        m_conversation.emplace(nullptr);
        m_conversation->Begin(segment, {m_nextRemotePort++, m_configuration.bindPort});
        return *m_conversation;
    }
    if (!m_conversation || (!m_conversation->NoteExpectation(segment) && !segment.ports))
    {
        throw Failure{event.place, "error handling packet: no matching socket for script packet"};
    }
    return *m_conversation;
}

void
ScriptRun::Arrive(const Event& event, const Segment& segment)
{
    Conversation& conversation = FindConversation(event, segment);
    conversation.NoteArrival(segment);
    auto live = conversation.GetNumbers().ToLive(segment, m_configuration.scaledEchoReply);
    if (!live)
    {
        throw Failure{event.place,
                      "error handling packet: unable to infer live TS ecr for script TS ecr " +
                          std::to_string(FindTimestamps(segment)->echoReply) +
                          "; no matching or preceding outbound TS val"};
    }
    Ports ports = conversation.GetInboundPorts();
    if (segment.ports)
    {
        ports.source = segment.ports->source != 0 ? segment.ports->source : ports.source;
        ports.destination =
            segment.ports->destination != 0 ? segment.ports->destination : ports.destination;
    }
    live->ports = ports;
    m_bench->Arrive(*live);
    Settle();
}

/// Waits for the next segment of the connection that the script speaks of.
SentSegment
ScriptRun::NextSent(const Event& event, const Segment& expected, Conversation& conversation)
{
    std::optional<Time> until;
    if (!m_due.IsAny())
    {
        until = MicroSeconds(m_due.LatestUsecs() + GRACE_USECS);
    }
    auto& sent = m_bench->GetSent();
    while (true)
    {
        while (!sent.empty())
        {
            SentSegment next = std::move(sent.front());
            sent.pop_front();
            if (conversation.TakeSegment(next.segment, expected))
            {
                return next;
            }
        }
        if (!m_bench->Run(until))
        {
            break;
        }
        Progress();
    }
    throw Failure{event.actionPlace,
                  "error handling packet: timed out waiting for packet\nscript packet: " +
                      ToSeconds(static_cast<double>(m_due.usecs)) + " " + ToNotation(expected)};
}

void
ScriptRun::Expect(const Event& event, const Segment& segment)
{
    Conversation& conversation = FindConversation(event, segment);
    Segment whole;
    std::optional<std::string> wrong;
    bool zeros = true;
    double atUsecs = 0;
    bool first = true;
    // A script writes as one segment what a host with segmentation offload hands to its link as
    // one.
    do
    {
        const SentSegment sent = NextSent(event, segment, conversation);
        const Segment part = conversation.GetNumbers().ToScript(sent.segment);
        if (first)
        {
            whole = part;
            atUsecs = static_cast<double>(sent.at.GetNanoSeconds()) / 1e3;
        }
        else
        {
            wrong = Append(whole, part);
            // Each unit that Linux leaves to its link to cut into segments carries PSH, wherever it
            // ends.
            whole.controlBits |= segment.controlBits & PSH_BIT;
        }
        zeros = zeros && sent.zeros;
        first = false;
    } while (!wrong && whole.octets < segment.octets && whole.octets > 0 &&
             !m_configuration.strictSegments);
    conversation.GetNumbers().TranslateTimestamps(segment, whole);
    whole.ports.reset();
    whole.ip = segment.ip.tos || segment.ip.ecn || segment.ip.ttl ? whole.ip : IpInfo();

    if (!wrong)
    {
        const auto sinceBegin = static_cast<int64_t>(m_configuration.tolerancePercent / 100 *
                                                     static_cast<double>(m_due.usecs));
        wrong = Compare(segment,
                        whole,
                        {m_configuration.timestampTickUsecs,
                         std::max(m_configuration.toleranceUsecs, sinceBegin)});
    }
    if (!wrong && !zeros)
    {
        wrong = "incorrect outbound data payload";
    }
    if (!wrong)
    {
        wrong = m_due.Check(atUsecs, "outbound packet");
    }
    if (wrong)
    {
        const std::string what = *wrong +
                                 "\nscript packet: " + ToSeconds(static_cast<double>(m_due.usecs)) +
                                 " " + ToNotation(segment) +
                                 "\nactual packet: " + ToSeconds(atUsecs) + " " + ToNotation(whole);
        if (m_configuration.packetErrorsFatal)
        {
            throw Failure{event.actionPlace, "error handling packet: " + what};
        }
        Warn(event, "warning handling packet: " + what);
    }
}

/// With --strict_segments a script says of each segment when it leaves; so none may be left.
void
ScriptRun::CheckNothingLeft()
{
    if (!m_configuration.strictSegments || !m_conversation || !m_previous)
    {
        return;
    }
    for (const auto& sent : m_bench->GetSent())
    {
        const Segment nothing;
        if (m_conversation->TakeSegment(sent.segment, nothing))
        {
            Segment segment = m_conversation->GetNumbers().ToScript(sent.segment);
            segment.ports.reset();
            segment.ip = IpInfo();
            throw Failure{m_previous->place,
                          "the script has ended, and there is a packet that it does not expect\n"
                          "actual packet: " +
                              ToSeconds(static_cast<double>(sent.at.GetNanoSeconds()) / 1e3) + " " +
                              ToNotation(segment)};
        }
    }
}

void
ScriptRun::operator()(const Event& event, const IcmpMessage& message)
{
    WaitFor(event, "inbound packet");
    if (!m_conversation)
    {
        throw Failure{event.place, "error handling packet: no matching socket for script packet"};
    }
    const Ports inbound = m_conversation->GetInboundPorts();
    const uint32_t seq = m_conversation->GetNumbers().ToLiveLocal(message.quoted.seq);
    if (HostSocket* const socket = m_conversation->GetSocket())
    {
        if (const int error = IcmpErrorNumber(message))
        {
            socket->SetIcmpError(error, seq);
        }
    }
    m_bench->Arrive(message, {inbound.destination, inbound.source}, seq);
    Settle();
}

} // namespace tcplab::drill
