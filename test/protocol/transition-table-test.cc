// SPDX-License-Identifier: GPL-2.0-only
//
// The table of transitions: what it says of itself, and a conversation for each of its rows.

#include "conversation.h"
#include "state-parameter.h"
#include "tcp-transition-table.h"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <tuple>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

const std::vector<const TransitionRow*>&
Rows()
{
    static const std::vector<const TransitionRow*> ROWS = [] {
        std::vector<const TransitionRow*> rows;
        for (const TransitionRow& row : TRANSITION_TABLE)
        {
            rows.push_back(&row);
        }
        return rows;
    }();
    return ROWS;
}

TEST(TransitionTable, KeysAreUnique)
{
    std::set<std::string> keys;
    for (const TransitionRow& row : TRANSITION_TABLE)
    {
        EXPECT_TRUE(keys.insert(row.key).second) << row.key << " names two rows";
    }
}

TEST(TransitionTable, SaysOnceWhatAnEventLeadsTo)
{
    std::set<std::tuple<State, Event, State>> triples;
    for (const TransitionRow& row : TRANSITION_TABLE)
    {
        EXPECT_TRUE(triples.insert({row.from, row.event, row.to}).second)
            << row.key << " says what another row says";
        EXPECT_NE(row.from, row.to) << row.key << " leads nowhere";
    }
}

TEST(TransitionTable, RowsThatAnEventMayTakeAreToldApartByTheirGuards)
{
    std::map<std::pair<State, Event>, std::set<std::string>> guards;
    for (const TransitionRow& row : TRANSITION_TABLE)
    {
        EXPECT_TRUE(guards[std::make_pair(row.from, row.event)].insert(row.guard).second)
            << row.key << " has the guard of another row with its state and event";
    }
}

TEST(TransitionTable, NamesItsSourcesAndExplainsItself)
{
    for (const TransitionRow& row : TRANSITION_TABLE)
    {
        EXPECT_TRUE(std::string(row.section).find("RFC ") != std::string::npos ||
                    std::string(row.section).find("no RFC; ") == 0)
            << row.key;
        EXPECT_GT(std::string(row.explanation).size(), 20u) << row.key;
        EXPECT_EQ(std::string(row.explanation).back(), '.') << row.key;
        EXPECT_EQ(std::string(row.key).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
                  std::string::npos)
            << row.key;
    }
}

TEST(TransitionTable, FollowsTheOrderOfTheStates)
{
    State last = State::Closed;
    for (const TransitionRow& row : TRANSITION_TABLE)
    {
        EXPECT_LE(last, row.from) << row.key;
        last = row.from;
    }
}

TEST(TransitionTable, HasTheTransitionsOfTheStateDiagram)
{
    // RFC 9293, figure 5, arrow by arrow.
    const std::pair<State, State> arrows[] = {
        {State::Closed, State::Listen},
        {State::Closed, State::SynSent},
        {State::Listen, State::Closed},
        {State::Listen, State::SynReceived},
        {State::Listen, State::SynSent},
        {State::SynSent, State::Closed},
        {State::SynSent, State::SynReceived},
        {State::SynSent, State::Established},
        {State::SynReceived, State::Listen},
        {State::SynReceived, State::Established},
        {State::SynReceived, State::FinWait1},
        {State::Established, State::FinWait1},
        {State::Established, State::CloseWait},
        {State::FinWait1, State::FinWait2},
        {State::FinWait1, State::Closing},
        {State::FinWait1, State::TimeWait}, // note 2 of the figure
        {State::FinWait2, State::TimeWait},
        {State::Closing, State::TimeWait},
        {State::CloseWait, State::LastAck},
        {State::LastAck, State::Closed},
        {State::TimeWait, State::Closed},
    };
    std::set<std::pair<State, State>> present;
    for (const TransitionRow& row : TRANSITION_TABLE)
    {
        present.insert({row.from, row.to});
    }
    for (const auto& arrow : arrows)
    {
        EXPECT_EQ(present.count(arrow), 1u)
            << ToString(arrow.first) << " to " << ToString(arrow.second);
    }
    // What the figure leaves out ends in CLOSED: resets, ABORT, timeouts.
    for (const auto& pair : present)
    {
        const bool inFigure =
            std::find(std::begin(arrows), std::end(arrows), pair) != std::end(arrows);
        EXPECT_TRUE(inFigure || pair.second == State::Closed)
            << ToString(pair.first) << " to " << ToString(pair.second) << " is in no figure";
    }
}

TEST(TransitionTable, IsFoundByStateAndEvent)
{
    for (size_t i = 0; i < TRANSITION_COUNT; ++i)
    {
        const TransitionRow& row = TRANSITION_TABLE[i];
        EXPECT_EQ(FindTransition(row.from, row.event, row.to), i) << row.key;
    }
    EXPECT_EQ(FindTransition(State::TimeWait, Event::SynAckArrives, State::Established),
              TRANSITION_COUNT);
}

// A conversation for each row: it ends with the transition.

using Conversation = std::function<Peer()>;

Settings
OldRules()
{
    return With([](Settings& settings) { settings.rfc5961 = false; });
}

/// The peer's RST, at exactly RCV.NXT.
Conversation
Reset(State state)
{
    return [=] {
        Peer peer = In(state);
        peer.Arrives("<SEQ=RCV.NXT><CTL=RST>");
        return peer;
    };
}

/// A SYN in the window, RFC 5961 being off.
Conversation
Syn(State state)
{
    return [=] {
        Peer peer = In(state, OldRules());
        peer.Arrives("<SEQ=RCV.NXT><CTL=SYN>");
        peer.ExpectReset();
        return peer;
    };
}

Conversation
Abort(State state)
{
    return [=] {
        Peer peer = In(state);
        peer.Abort();
        peer.TakeSent();
        return peer;
    };
}

/// Nobody answers any more. \param octets of text to send first
Conversation
GaveUp(State state, uint32_t octets = 0)
{
    return [=] {
        Peer peer = In(state);
        if (octets > 0)
        {
            peer.Send(octets);
            peer.TakeSent();
        }
        peer.Advance(1h);
        peer.TakeSent();
        return peer;
    };
}

/// The user waits no longer than 10 s. \param octets of text to send first
Conversation
UserTimeout(State state, uint32_t octets = 0)
{
    return [=] {
        Peer peer = In(state, With([](Settings& settings) { settings.userTimeout = 10s; }));
        if (octets > 0)
        {
            peer.Send(octets);
            peer.TakeSent();
        }
        peer.Advance(10s);
        peer.TakeSent();
        return peer;
    };
}

/// ICMP says that there is no way for our SYN, whose number is 100.
Conversation
Unreachable(State state)
{
    return [=] {
        Peer peer = In(state);
        peer.TakeSent();
        peer.Arrives({IcmpError::Kind::Hard, SeqNum(100)});
        return peer;
    };
}

/// Nine probes, 75 s apart, after two hours of silence, and nobody answers.
Conversation
KeepAlive(State state)
{
    return [=] {
        Peer peer = In(state, With([](Settings& settings) { settings.keepAlive = true; }));
        peer.TakeSent();
        peer.Advance(2h + 9 * 75s);
        peer.TakeSent();
        return peer;
    };
}

/// One call or segment, after which nothing more is asked. \param act what happens
Conversation
From(State state, std::function<void(Peer&)> act, const Settings& settings = {})
{
    return [=] {
        Peer peer = In(state, settings);
        act(peer);
        peer.TakeSent();
        return peer;
    };
}

std::function<void(Peer&)>
Arriving(const char* segment)
{
    return [=](Peer& peer) { peer.Arrives(segment); };
}

/// The user has closed both directions in ESTABLISHED. \param act what happens in FIN-WAIT-1
Conversation
AfterCloseOfBoth(std::function<void(Peer&)> act, const Settings& settings = {})
{
    return [=] {
        Peer peer = In(State::Established, settings);
        peer.Close(CloseOf::Both);
        peer.TakeSent();
        act(peer);
        peer.TakeSent();
        return peer;
    };
}

/// By the rows' keys.
const std::map<std::string, Conversation>&
Conversations()
{
    static const auto OPEN_PASSIVE = [](Peer& peer) { peer.OpenPassive(); };
    static const auto OPEN_ACTIVE = [](Peer& peer) { peer.OpenActive(); };
    static const auto CLOSE = [](Peer& peer) { peer.Close(); };
    static const std::map<std::string, Conversation> CONVERSATIONS{
        {"closed-open-passive", From(State::Closed, OPEN_PASSIVE)},
        {"closed-open-active", From(State::Closed, OPEN_ACTIVE)},

        {"listen-open-active", From(State::Listen, OPEN_ACTIVE)},
        {"listen-syn", From(State::Listen, Arriving("<SEQ=300><CTL=SYN>"))},
        {"listen-close", From(State::Listen, CLOSE)},
        {"listen-abort", Abort(State::Listen)},

        {"syn-sent-syn-ack", From(State::SynSent, Arriving("<SEQ=300><ACK=101><CTL=SYN,ACK>"))},
        {"syn-sent-syn", From(State::SynSent, Arriving("<SEQ=300><CTL=SYN>"))},
        {"syn-sent-rst", From(State::SynSent, Arriving("<SEQ=0><ACK=101><CTL=RST,ACK>"))},
        {"syn-sent-close", From(State::SynSent, CLOSE)},
        {"syn-sent-abort", Abort(State::SynSent)},
        {"syn-sent-gave-up", GaveUp(State::SynSent)},
        {"syn-sent-user-timeout", UserTimeout(State::SynSent)},
        {"syn-sent-unreachable", Unreachable(State::SynSent)},

        {"syn-received-ack", From(State::SynReceived, Arriving("<SEQ=301><ACK=101><CTL=ACK>"))},
        {"syn-received-rst-passive", Reset(State::SynReceived)},
        {"syn-received-rst-active",
         [] {
             Peer peer = InActiveSynReceived();
             peer.Arrives("<SEQ=301><CTL=RST>");
             return peer;
         }},
        {"syn-received-syn-passive", From(State::SynReceived, Arriving("<SEQ=301><CTL=SYN>"))},
        {"syn-received-syn-active",
         [] {
             Peer peer = InActiveSynReceived(OldRules());
             peer.Arrives("<SEQ=301><CTL=SYN>");
             peer.ExpectReset();
             return peer;
         }},
        {"syn-received-close", From(State::SynReceived, CLOSE)},
        {"syn-received-unread",
         [] {
             Peer peer("B", 100);
             peer.OpenPassive();
             peer.Arrives("<SEQ=300><DATA=10><CTL=SYN>");
             peer.TakeSent();
             peer.Close(CloseOf::Both);
             peer.Expect("<SEQ=101><CTL=RST>");
             return peer;
         }},
        {"syn-received-abort", Abort(State::SynReceived)},
        {"syn-received-gave-up", GaveUp(State::SynReceived)},
        {"syn-received-user-timeout", UserTimeout(State::SynReceived)},
        {"syn-received-unreachable", Unreachable(State::SynReceived)},

        {"established-close", From(State::Established, CLOSE)},
        {"established-fin", From(State::Established, Arriving("<SEQ=301><ACK=101><CTL=FIN,ACK>"))},
        {"established-unread",
         From(State::Established,
              [](Peer& peer) {
                  peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=ACK>");
                  peer.Close(CloseOf::Both);
              })},
        {"established-rst", Reset(State::Established)},
        {"established-syn", Syn(State::Established)},
        {"established-abort", Abort(State::Established)},
        {"established-gave-up", GaveUp(State::Established, 10)},
        {"established-user-timeout", UserTimeout(State::Established, 10)},
        {"established-keep-alive", KeepAlive(State::Established)},

        {"fin-wait-1-ack", From(State::FinWait1, Arriving("<SEQ=301><ACK=102><CTL=ACK>"))},
        {"fin-wait-1-fin", From(State::FinWait1, Arriving("<SEQ=301><ACK=101><CTL=FIN,ACK>"))},
        {"fin-wait-1-fin-ack", From(State::FinWait1, Arriving("<SEQ=301><ACK=102><CTL=FIN,ACK>"))},
        {"fin-wait-1-unread", AfterCloseOfBoth(Arriving("<SEQ=301><ACK=101><DATA=10><CTL=ACK>"))},
        {"fin-wait-1-rst", Reset(State::FinWait1)},
        {"fin-wait-1-syn", Syn(State::FinWait1)},
        {"fin-wait-1-abort", Abort(State::FinWait1)},
        {"fin-wait-1-gave-up", GaveUp(State::FinWait1)},
        {"fin-wait-1-user-timeout", UserTimeout(State::FinWait1)},
        {"fin-wait-1-unreachable",
         [] {
             Peer peer = In(State::SynReceived);
             peer.TakeSent();
             peer.Close(CloseOf::Sending);
             peer.TakeSent();
             peer.Arrives({IcmpError::Kind::Hard, SeqNum(100)});
             return peer;
         }},

        {"fin-wait-2-fin", From(State::FinWait2, Arriving("<SEQ=301><ACK=102><CTL=FIN,ACK>"))},
        {"fin-wait-2-unread", AfterCloseOfBoth([](Peer& peer) {
             peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>");
             peer.Arrives("<SEQ=301><ACK=102><DATA=10><CTL=ACK>");
         })},
        {"fin-wait-2-rst", Reset(State::FinWait2)},
        {"fin-wait-2-syn", Syn(State::FinWait2)},
        {"fin-wait-2-abort", Abort(State::FinWait2)},
        {"fin-wait-2-timeout",
         AfterCloseOfBoth(
             [](Peer& peer) {
                 peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>");
                 peer.Advance(60s);
             },
             With([](Settings& settings) { settings.finWait2Timeout = 60s; }))},
        {"fin-wait-2-keep-alive", KeepAlive(State::FinWait2)},

        {"close-wait-close", From(State::CloseWait, CLOSE)},
        {"close-wait-unread",
         From(State::Established,
              [](Peer& peer) {
                  peer.Arrives("<SEQ=301><ACK=101><DATA=10><CTL=FIN,ACK>");
                  peer.TakeSent();
                  peer.Close(CloseOf::Both);
              })},
        {"close-wait-rst", Reset(State::CloseWait)},
        {"close-wait-syn", Syn(State::CloseWait)},
        {"close-wait-abort", Abort(State::CloseWait)},
        {"close-wait-gave-up", GaveUp(State::CloseWait, 10)},
        {"close-wait-user-timeout", UserTimeout(State::CloseWait, 10)},
        {"close-wait-keep-alive", KeepAlive(State::CloseWait)},

        {"closing-ack", From(State::Closing, Arriving("<SEQ=302><ACK=102><CTL=ACK>"))},
        {"closing-rst", Reset(State::Closing)},
        {"closing-syn", Syn(State::Closing)},
        {"closing-abort", Abort(State::Closing)},
        {"closing-gave-up", GaveUp(State::Closing)},
        {"closing-user-timeout", UserTimeout(State::Closing)},

        {"last-ack-ack", From(State::LastAck, Arriving("<SEQ=302><ACK=102><CTL=ACK>"))},
        {"last-ack-rst", Reset(State::LastAck)},
        {"last-ack-syn", Syn(State::LastAck)},
        {"last-ack-abort", Abort(State::LastAck)},
        {"last-ack-gave-up", GaveUp(State::LastAck)},
        {"last-ack-user-timeout", UserTimeout(State::LastAck)},

        {"time-wait-timeout", From(State::TimeWait, [](Peer& peer) { peer.Advance(4min); })},
        {"time-wait-rst", Reset(State::TimeWait)},
        {"time-wait-syn", Syn(State::TimeWait)},
        {"time-wait-abort", Abort(State::TimeWait)},
        {"time-wait-reopened", From(State::TimeWait, [](Peer& peer) { peer.GiveWay(); })},
        {"time-wait-no-room", From(State::TimeWait, [](Peer& peer) { peer.FindNoRoom(); })},
    };
    return CONVERSATIONS;
}

struct KeyName
{
    std::string operator()(const testing::TestParamInfo<const TransitionRow*>& info) const
    {
        std::string name = info.param->key;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    }
};

class EachTransition : public testing::TestWithParam<const TransitionRow*>
{
};

INSTANTIATE_TEST_SUITE_P(Row, EachTransition, testing::ValuesIn(Rows()), KeyName());

TEST_P(EachTransition, IsReachedByAConversation)
{
    const TransitionRow& row = *GetParam();
    const auto conversation = Conversations().find(row.key);
    ASSERT_NE(conversation, Conversations().end()) << "no conversation reaches " << row.key;
    const Peer peer = conversation->second();
    ASSERT_FALSE(peer.Rows().empty()) << peer.Transcript();
    EXPECT_STREQ(peer.Rows().back()->key, row.key) << peer.Transcript();
    EXPECT_EQ(peer.Get().GetState(), row.to) << peer.Transcript();
}

TEST(TransitionTable, EveryConversationHasItsRow)
{
    std::set<std::string> keys;
    for (const TransitionRow& row : TRANSITION_TABLE)
    {
        keys.insert(row.key);
    }
    for (const auto& [key, conversation] : Conversations())
    {
        EXPECT_EQ(keys.count(key), 1u) << key << " is no row of the table";
    }
}

} // namespace
