// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_SCRIPT_AST_H
#define TCPLAB_SCRIPT_AST_H

#include "source-text.h"

#include "ns3/tcp-state-name.h"
#include "ns3/tcp-trace-packet.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/**
 * \file
 * The statements of a script as they stand there. The grammar that makes them, with what each one
 * means, is in doc/scenario-language.rst.
 */

namespace tcplab
{

/// A name in a script.
struct Word
{
    std::string text;
    uint32_t column{1}; ///< in its line, from 1
};

/// An amount of time.
struct Duration
{
    int64_t nanoseconds{0};
};

/// A host, or one of its connections: "A", "A.upload", "A.2".
struct Who
{
    Word host;
    std::optional<Word> connection;
};

/// "title "..."": what the scenario is about.
struct Title
{
    std::string text;
};

/// "hosts client server": other names than A and B.
struct Hosts
{
    Word first;
    Word second;
};

/// "link delay 10ms rate 10Mbps ipv6".
struct Link
{
    std::optional<Duration> delay;
    std::optional<uint64_t> bitsPerSecond;
    bool ipv6{false};
};

/// "set A.Isn = 99", or what is given to --set. A host or a connection may be "*".
struct Setting
{
    Word host;
    std::optional<Word> connection;
    Word attribute;
    Word value;
};

/// "listen 80 as web".
struct Listen
{
    uint16_t port{0};
    std::optional<Word> name;
};

/// "stop listening 80".
struct StopListening
{
    std::optional<uint16_t> port;
};

/// "connect B:80 from port 1000 as upload".
struct Connect
{
    Word host;
    uint16_t port{0};
    std::optional<uint16_t> fromPort;
    std::optional<Word> name;
};

/// "send 300".
struct Send
{
    uint64_t octets{0};
};

/// "receive 300".
struct Receive
{
    std::optional<uint64_t> octets;
};

/// "stop reading", "start reading".
struct Reading
{
    bool on{true};
};

/// "shutdown".
struct Shutdown
{
};

/// "close".
struct Close
{
};

/// "abort".
struct Abort
{
};

using Action =
    std::variant<Listen, StopListening, Connect, Send, Receive, Reading, Shutdown, Close, Abort>;

/// An action, who takes it, and whether it succeeds.
struct Deed
{
    Who who;
    Action action;
    bool fails{false};
    std::optional<Word> error; ///< of a deed that fails: ns-3's name for the error
};

/// One end of the connection that a forged segment pretends to belong to: "A", "A.upload",
/// "A:1000".
struct ForgedEnd
{
    Who who;
    std::optional<uint16_t> port;
};

/// "forge A --> B <SEQ=0..4294967295><CTL=RST> step 65535 every 20us".
struct Forge
{
    ForgedEnd from;
    ForgedEnd to;
    uint32_t column{1}; ///< where its segment begins
    std::optional<uint32_t> seq;
    std::optional<uint32_t> lastSeq; ///< of a range of sequence numbers
    std::optional<uint32_t> ack;
    bool acksPredicted{false}; ///< "<ACK=predicted>"; ack is set, and means nothing
    std::optional<uint32_t> octets;
    std::optional<uint16_t> wnd;
    std::optional<uint8_t> ctl;
    std::optional<uint32_t> step; ///< from one sequence number of the range to the next
    std::optional<Duration> every;
};

/// "probe B:80": the attacker opens a connection of its own.
struct Probe
{
    Word host;
    uint16_t port{0};
};

/// What happens at a time.
using Happening = std::variant<Deed, Forge, Probe>;

/// "every 100ms until 5s".
struct Repetition
{
    Duration interval;
    Duration until;
};

/// "at 1s A close", "at 1s every 100ms until 5s A connect B:80".
struct At
{
    Duration time;
    std::optional<Repetition> repetition;
    Happening what;
};

/// "when B enters CLOSE-WAIT after 1s B close".
struct When
{
    Who who;
    tcplifecycle::State state{};
    Duration delay;
    Happening what;
};

/// "lose FIN 1 from A".
struct Lose
{
    ns3::TcpSegmentFilter which;
    bool every{false};
    uint64_t first{1};
    std::optional<uint64_t> last;
    std::optional<Word> from;
};

/// "delay SYN 1 from A by 1s", "repeat data 1 from A after 10s".
struct Delay
{
    Lose which; ///< those segments, which are not lost
    bool repeated{false};
    Duration by;
};

/// "run until 300s".
struct RunUntil
{
    Duration time;
};

/// "expect A states SYN-SENT ESTABLISHED".
struct ExpectStates
{
    Who who;
    std::vector<tcplifecycle::State> states;
};

/// "expect A in TIME-WAIT for 60s", "expect A in ESTABLISHED at 5s".
struct ExpectInState
{
    Who who;
    tcplifecycle::State state{};
    std::optional<Duration> duration;
    std::optional<Duration> time;
};

/// "expect B receives 300".
struct ExpectReceives
{
    Who who;
    uint64_t octets{0};
};

/// "expect B corrupted".
struct ExpectCorrupted
{
    Who who;
};

/// "expect A error refused".
struct ExpectError
{
    /// What a user can be told of why a connection ended.
    enum class Kind : uint8_t
    {
        None,
        Refused,
        Reset,
        Timeout,
        Aborted,
        Unread,
    };

    Who who;
    Kind kind{Kind::None};
};

/// "expect no RST", "expect 2 FIN from B", "expect at most 10 <CTL=ACK> from B".
struct ExpectCount
{
    /// How the count is bounded.
    enum class Bound : uint8_t
    {
        Exactly,
        AtMost,
        AtLeast,
    };

    Bound bound{Bound::Exactly};
    uint64_t count{0};
    ns3::TcpSegmentFilter which;
    std::optional<Word> from;
};

using Expectation = std::
    variant<ExpectStates, ExpectInState, ExpectReceives, ExpectCorrupted, ExpectError, ExpectCount>;

using Statement =
    std::variant<Title, Hosts, Link, Setting, At, When, Lose, Delay, RunUntil, Expectation>;

/// A statement and where it begins.
template <typename T>
struct Placed
{
    Location where;
    T what;

    /// \return the place of one of the statement's words
    Location Locate(const Word& word) const
    {
        return {where.source, where.line, word.column};
    }
};

/// A script as it stands in its file.
struct Script
{
    std::shared_ptr<const SourceText> source;
    std::vector<Placed<Statement>> statements;
};

} // namespace tcplab

#endif // TCPLAB_SCRIPT_AST_H
