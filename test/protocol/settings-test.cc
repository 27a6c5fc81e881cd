// SPDX-License-Identifier: GPL-2.0-only
//
// Settings that change while a connection exists.

#include "conversation.h"

#include <gtest/gtest.h>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

TEST(SettingsChange, CountsFromThenOn)
{
    Peer peer = In(State::FinWait2);
    peer.SetSettings(With([](Settings& settings) { settings.msl = 7s; }));
    peer.Arrives("<SEQ=301><ACK=102><CTL=FIN,ACK>");
    peer.Expect("<SEQ=102><ACK=302><CTL=ACK>");
    peer.ExpectTimerIn(14s);
}

TEST(SettingsChange, LeavesWhatWasOfferedAsItWas)
{
    // RFC 7323, section 2.2: the shift is settled by the SYNs, whatever the buffer is by then.
    Peer peer("A", 100, With([](Settings& settings) { settings.receiveBuffer = 100000; }));
    peer.OpenActive();
    peer.Expect("<SEQ=100><CTL=SYN><WND=65535><WS=1>");
    peer.SetSettings(With([](Settings& settings) { settings.receiveBuffer = 1000000; }));
    peer.FireTimer();
    peer.Expect("<SEQ=100><CTL=SYN><WND=65535><WS=1>");
    peer.Arrives("<SEQ=300><ACK=101><CTL=SYN,ACK><WS=0>");
    peer.Expect("<SEQ=101><ACK=301><CTL=ACK><WND=65535>"); // the most that 2^1 can tell: 131070
}

TEST(SettingsChange, SmallerBufferDoesNotShrinkTheWindow)
{
    // SHLD-14.
    Peer peer("A", 100, With([](Settings& settings) { settings.receiveBuffer = 5000; }));
    Connect(peer, 300);
    peer.SetSettings(With([](Settings& settings) { settings.receiveBuffer = 1000; }));
    peer.Arrives("<SEQ=301><ACK=101><DATA=500><CTL=ACK>");
    peer.ExpectSoon("<SEQ=101><ACK=801><CTL=ACK><WND=4500>");
    peer.Receive(500);
    peer.TakeSent();
    peer.Arrives("<SEQ=801><ACK=101><DATA=4500><CTL=ACK>");
    peer.ExpectDelivered(500 + 4500);
    peer.ExpectSoon("<SEQ=101><ACK=5301><CTL=ACK><WND=0>");
    peer.Receive(4500);
    peer.Expect("<SEQ=101><ACK=5301><CTL=ACK><WND=1000>");
}

TEST(SettingsChange, LargerBufferIsOfferedWithTheNextSegment)
{
    Peer peer("A", 100, With([](Settings& settings) { settings.receiveBuffer = 1000; }));
    Connect(peer, 300);
    peer.SetSettings(With([](Settings& settings) { settings.receiveBuffer = 5000; }));
    peer.Arrives("<SEQ=301><ACK=101><DATA=100><CTL=ACK>");
    peer.ExpectSoon("<SEQ=101><ACK=401><CTL=ACK><WND=4900>");
}

} // namespace
