// SPDX-License-Identifier: GPL-2.0-only

#include "drill-skip.h"

#include "drill-calls.h"
#include "drill-command.h"
#include "drill-tcp-info.h"

#include <algorithm>
#include <set>

namespace tcplab::drill
{

namespace
{

using Reason = std::optional<std::string>;

/// Looks at one event after the other.
class SkipFinder
{
  public:
    SkipFinder(const Script& script, const Stack& stack)
        : m_script(script),
          m_stack(stack),
          m_infoNames(TcpInfoNames(stack))
    {
    }

    Reason operator()(const Segment& segment)
    {
        if (segment.ports)
        {
            return "a segment that names ports: the segments of a script are of one connection at "
                   "a "
                   "time, whose ports the program chooses";
        }
        if (segment.direction == Direction::Outbound && segment.ip.flowLabel)
        {
            return "ns-3 gives segments no flow label";
        }
        if (segment.direction == Direction::Outbound && segment.options)
        {
            for (const auto& option : *segment.options)
            {
                if (const auto* opaque = std::get_if<OpaqueOption>(&option.value))
                {
                    return "neither TCP sends an option of kind " + std::to_string(opaque->kind);
                }
            }
        }
        return std::nullopt;
    }

    Reason operator()(const IcmpMessage& message)
    {
        if (message.direction == Direction::Outbound)
        {
            return "ICMP is inbound only: TCP sends none";
        }
        if (message.ipv6 != (m_script.configuration.ipVersion == IpVersion::Ipv6))
        {
            return "an ICMP message of the other version of IP";
        }
        return std::nullopt;
    }

    Reason operator()(const Call& call)
    {
        return Calls::WhyNot(call, m_stack);
    }

    Reason operator()(const Command& command)
    {
        const auto meaning = ReadCommand(command.text);
        const auto* unknown = std::get_if<UnknownCommand>(&meaning);
        return unknown ? std::make_optional(unknown->reason) : std::nullopt;
    }

    Reason operator()(const CodeSection& section)
    {
        if (!section.code)
        {
            return section.notUnderstood;
        }
        if (!m_script.configuration.tcpInfo)
        {
            return "there is no TCP_CC_INFO";
        }
        for (const auto& name : NamesReadBy(*section.code))
        {
            const bool isInfo = name.rfind("tcpi_", 0) == 0;
            if (isInfo && m_assigned.count(name) == 0 &&
                std::find(m_infoNames.begin(), m_infoNames.end(), name) == m_infoNames.end())
            {
                return name + " has no counterpart in " +
                       (m_stack.GetName() == "lifecycle" ? "the simulator" : "ns-3's TCP");
            }
        }
        for (auto& name : NamesAssignedBy(*section.code))
        {
            m_assigned.insert(std::move(name));
        }
        return std::nullopt;
    }

    Reason operator()(const Unsupported& unsupported)
    {
        return unsupported.what;
    }

  private:
    const Script& m_script;
    const Stack& m_stack;
    std::vector<std::string> m_infoNames;
    std::set<std::string> m_assigned;
};

} // namespace

std::optional<SkipReason>
FindReasonToSkip(const Script& script, const Stack& stack)
{
    SkipFinder find(script, stack);
    for (const auto& command : script.configuration.initScripts)
    {
        if (const auto reason = find(Command{command}))
        {
            return SkipReason{{}, *reason};
        }
    }
    if (script.initCommand)
    {
        if (const auto reason = find(script.initCommand->command))
        {
            return SkipReason{script.initCommand->place, *reason};
        }
    }
    for (const auto& event : script.events)
    {
        if (const auto reason = std::visit(find, event.action))
        {
            return SkipReason{event.actionPlace, *reason};
        }
    }
    return std::nullopt;
}

} // namespace tcplab::drill
