// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_SCRIPT_H
#define TCPLAB_DRILL_SCRIPT_H

#include "../source-text.h"
#include "drill-code.h"
#include "drill-configuration.h"
#include "drill-expression.h"
#include "drill-packet.h"
#include "drill-place.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/**
 * \file
 * A packet script: packetdrill's language as doc/packet-scripts.rst describes it.
 */

namespace tcplab::drill
{

/// When an event happens. Times are in microseconds from the begin of the script.
struct EventTime
{
    /// How the time is given.
    enum class Kind : uint8_t
    {
        Absolute,      ///< "0.5"
        Relative,      ///< "+0.5": after the event before
        Any,           ///< "*": outbound packets only
        AbsoluteRange, ///< "0.5~0.6": outbound packets only
        RelativeRange, ///< "+0.5~+0.6": outbound packets only
    };

    Kind kind{Kind::Absolute};
    int64_t usecs{0};
    int64_t endUsecs{0}; ///< of a range: its end, counted like usecs; not less than it
};

/// "-1 EPIPE (Broken pipe)": how a call fails.
struct ErrorNumber
{
    Place place;
    std::string name; ///< "EPIPE"
    std::string note; ///< "Broken pipe"
};

/// "...0.5 read(4, ..., 1000) = 0".
struct Call
{
    /// When a call returns that blocks, in microseconds, counted as the event's time is; nothing if
    /// it returns at once.
    std::optional<int64_t> endUsecs;
    std::string name;
    std::vector<Expression> arguments;
    Expression result;
    std::optional<ErrorNumber> error;
    std::optional<std::string> note; ///< "(flags O_RDWR)"
};

/// "`sysctl -q net.ipv4.tcp_sack=0`".
struct Command
{
    std::string text;
};

/// "%{ assert tcpi_snd_cwnd == 10 }%".
struct CodeSection
{
    std::string text;
    std::shared_ptr<const CodeBlock> code; ///< nullptr if it is not understood
    std::string notUnderstood;             ///< why not
};

/// Something that is right and that a simulator of TCP cannot do: UDP, encapsulation.
struct Unsupported
{
    std::string what;
};

/// What happens at a time.
using Action = std::variant<Segment, IcmpMessage, Call, Command, CodeSection, Unsupported>;

/// An action and its time.
struct Event
{
    Place place;       ///< of its time
    Place actionPlace; ///< of its action
    EventTime time;
    Action action;
};

/// A command that stands before or after all events.
struct UntimedCommand
{
    Place place;
    Command command;
};

/// A script.
struct Script
{
    std::shared_ptr<const SourceText> source;
    Configuration configuration;
    std::optional<UntimedCommand> initCommand; ///< run before the first event
    std::vector<Event> events;
    std::optional<UntimedCommand> cleanupCommand;

    /// \return a place for messages
    Location Locate(Place place) const
    {
        return {source, place.line, place.column};
    }
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_SCRIPT_H
