// SPDX-License-Identifier: GPL-2.0-only

#include "conversation.h"

#include <string>

using namespace tcplifecycle;

namespace
{

constexpr uint32_t ISS = 100;
constexpr uint32_t IRS = 300;

/// Gives the names their numbers, and holds the connection's own account against them.
void
SetNumbers(Peer& peer, uint32_t sndUna, uint32_t sndNxt, uint32_t rcvNxt, Place place)
{
    peer.SetSymbol("ISS", ISS);
    peer.SetSymbol("IRS", IRS);
    peer.SetSymbol("SND.UNA", sndUna);
    peer.SetSymbol("SND.NXT", sndNxt);
    peer.SetSymbol("RCV.NXT", rcvNxt);
    const Status status = peer.Status();
    if (status.sndUna.Value() != sndUna || status.sndNxt.Value() != sndNxt ||
        status.rcvNxt.Value() != rcvNxt)
    {
        peer.Fail("STATUS tells SND.UNA=" + std::to_string(status.sndUna.Value()) +
                      " SND.NXT=" + std::to_string(status.sndNxt.Value()) +
                      " RCV.NXT=" + std::to_string(status.rcvNxt.Value()),
                  place);
    }
}

} // namespace

void
Connect(Peer& peer, uint32_t irs, std::string_view peerSyn, Place place)
{
    peer.OpenActive(place);
    const Segment syn = peer.TakeSent().at(0);
    const std::string seq = std::to_string(irs);
    const std::string ack = std::to_string((syn.seq + 1).Value());
    peer.Arrives("<SEQ=" + seq + "><ACK=" + ack + "><CTL=SYN,ACK>" + std::string(peerSyn), place);
    peer.Expect("<SEQ=" + ack + "><ACK=" + seq + "+1><CTL=ACK>", place);
    peer.ExpectState(State::Established, place);
}

Peer
In(State state, const Settings& settings, Place place)
{
    Peer peer(ToString(state), ISS, settings, {}, place);
    const std::string stamp = settings.timestamps ? "<TS=1000,0>" : "";
    switch (state)
    {
    case State::Closed:
        SetNumbers(peer, 0, 0, 0, place);
        break;
    case State::Listen:
        peer.OpenPassive(place);
        SetNumbers(peer, 0, 0, 0, place);
        break;
    case State::SynSent:
        peer.OpenActive(place);
        peer.Expect("<SEQ=100><CTL=SYN>", place);
        SetNumbers(peer, 100, 101, 0, place);
        break;
    case State::SynReceived:
        peer.OpenPassive(place);
        peer.Arrives("<SEQ=300><CTL=SYN>" + stamp, place);
        peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>", place);
        SetNumbers(peer, 100, 101, 301, place);
        break;
    case State::Established:
        Connect(peer, IRS, stamp, place);
        SetNumbers(peer, 101, 101, 301, place);
        break;
    case State::FinWait1:
        Connect(peer, IRS, stamp, place);
        peer.Close(CloseOf::Sending, place);
        peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>", place);
        SetNumbers(peer, 101, 102, 301, place);
        break;
    case State::FinWait2:
        Connect(peer, IRS, stamp, place);
        peer.Close(CloseOf::Sending, place);
        peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>", place);
        peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>" + stamp, place);
        SetNumbers(peer, 102, 102, 301, place);
        break;
    case State::CloseWait:
        Connect(peer, IRS, stamp, place);
        peer.Arrives("<SEQ=301><ACK=101><CTL=FIN,ACK>" + stamp, place);
        peer.Expect("<SEQ=101><ACK=302><CTL=ACK>", place);
        SetNumbers(peer, 101, 101, 302, place);
        break;
    case State::Closing:
        Connect(peer, IRS, stamp, place);
        peer.Close(CloseOf::Sending, place);
        peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>", place);
        peer.Arrives("<SEQ=301><ACK=101><CTL=FIN,ACK>" + stamp, place);
        peer.Expect("<SEQ=102><ACK=302><CTL=ACK>", place);
        SetNumbers(peer, 101, 102, 302, place);
        break;
    case State::LastAck:
        Connect(peer, IRS, stamp, place);
        peer.Arrives("<SEQ=301><ACK=101><CTL=FIN,ACK>" + stamp, place);
        peer.Expect("<SEQ=101><ACK=302><CTL=ACK>", place);
        peer.Close(CloseOf::Sending, place);
        peer.Expect("<SEQ=101><ACK=302><CTL=FIN,ACK>", place);
        SetNumbers(peer, 101, 102, 302, place);
        break;
    case State::TimeWait:
        Connect(peer, IRS, stamp, place);
        peer.Close(CloseOf::Sending, place);
        peer.Expect("<SEQ=101><ACK=301><CTL=FIN,ACK>", place);
        peer.Arrives("<SEQ=301><ACK=102><CTL=ACK>" + stamp, place);
        peer.Arrives("<SEQ=301><ACK=102><CTL=FIN,ACK>" + stamp, place);
        peer.Expect("<SEQ=102><ACK=302><CTL=ACK>", place);
        SetNumbers(peer, 102, 102, 302, place);
        break;
    }
    peer.ExpectState(state, place);
    return peer;
}

Peer
InActiveSynReceived(const Settings& settings, Place place)
{
    Peer peer("SYN-RECEIVED from SYN-SENT", ISS, settings, {}, place);
    peer.OpenActive(place);
    peer.Expect("<SEQ=100><CTL=SYN>", place);
    peer.Arrives("<SEQ=300><CTL=SYN>", place);
    peer.Expect("<SEQ=100><ACK=301><CTL=SYN,ACK>", place);
    peer.ExpectState(State::SynReceived, place);
    SetNumbers(peer, 100, 101, 301, place);
    return peer;
}
