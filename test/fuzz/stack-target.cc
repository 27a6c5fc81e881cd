// SPDX-License-Identifier: GPL-2.0-only
//
// An input is a way to begin and events:
//
//     octet 0     bit 0: the connection is over IPv6; bit 1: its handshake is left to the events;
//                 bit 2: initial sequence numbers that wrap
//     the rest    events: an octet says which, see Event, others after it say the particulars

#include "fuzzed-host.h"
#include "targets.h"
#include "violation.h"

#include <array>

using namespace tcplifecycle;
using Family = FuzzedHost::Family;

namespace
{

Family
ReadFamily(Octets& octets)
{
    return octets.Take8() & 1 ? Family::IPV6 : Family::IPV4;
}

void
Write16(std::vector<uint8_t>& octets, size_t at, uint16_t value)
{
    octets[at] = static_cast<uint8_t>(value >> 8);
    octets[at + 1] = static_cast<uint8_t>(value);
}

void
Add32(std::vector<uint8_t>& octets, size_t at, uint32_t value)
{
    for (size_t i = 4; i-- > 0;)
    {
        value += octets[at + i];
        octets[at + i] = static_cast<uint8_t>(value);
        value >>= 8;
    }
}

/// A header as the peer would write it.
std::vector<uint8_t>
Written(const FuzzedHost& host, uint8_t ctl, uint32_t seq, uint32_t ack)
{
    WireHeader header;
    header.sourcePort = FuzzedHost::PEER_PORT;
    header.destinationPort = host.Port();
    header.segment.seq = SeqNum(seq);
    header.segment.ack = SeqNum(ack);
    header.segment.ctl = ctl;
    header.segment.wnd = 65535;
    std::vector<uint8_t> octets(HeaderSize(header.segment));
    WriteHeader(header, octets.data());
    return octets;
}

/// A raw payload, and how much of it is set right so that it reaches somebody.
void
RawArrives(Octets& octets, FuzzedHost& host)
{
    const uint8_t help = octets.Take8();
    const Octets raw = octets.Split(octets.Take8() % 128);
    std::vector<uint8_t> payload(raw.Data(), raw.Data() + raw.Size());
    if (payload.size() >= MIN_HEADER_SIZE)
    {
        if (help & 2) // for the connection
        {
            Write16(payload, 0, FuzzedHost::PEER_PORT);
            Write16(payload, 2, host.Port());
        }
        else if (help & 4) // for the listener
        {
            Write16(payload, 2, FuzzedHost::LISTENING_PORT);
        }
        if (help & 8) // numbers count from the connection's
        {
            Add32(payload, 4, host.RcvNxt());
            Add32(payload, 8, host.SndNxt());
        }
    }
    host.Arrives(help & 1 ? Family::IPV6 : Family::IPV4, payload);
}

/// A segment of the connection with a proper header.
void
SegmentArrives(Octets& octets, FuzzedHost& host, Family family)
{
    constexpr std::array<uint8_t, 8>
        CONTROLS{ACK, ACK | PSH, ACK | FIN, RST, SYN, SYN | ACK, ACK | URG, RST | ACK};
    const uint8_t ctl = octets.Choose(CONTROLS);
    const auto seq = static_cast<int8_t>(octets.Take8());
    const auto ack = static_cast<int8_t>(octets.Take8());
    std::vector<uint8_t> payload = Written(host,
                                           ctl,
                                           host.RcvNxt() + static_cast<uint32_t>(seq),
                                           host.SndNxt() + static_cast<uint32_t>(ack));
    const uint8_t length = octets.Take8() % 64;
    for (uint8_t i = 0; i < length; ++i)
    {
        payload.push_back(octets.Take8());
    }
    host.Arrives(family, payload);
}

void
IcmpArrives(Octets& octets, FuzzedHost& host)
{
    const Family family = ReadFamily(octets);
    const uint8_t type = octets.Take8();
    const uint8_t code = octets.Take8();
    const uint32_t info = octets.Take32();
    std::array<uint8_t, 8> quoted{};
    const uint32_t number = host.SndNxt() - octets.Take16();
    const uint32_t ports = uint32_t{host.Port()} << 16 | FuzzedHost::PEER_PORT;
    for (size_t i = 0; i < 4; ++i)
    {
        quoted[i] = static_cast<uint8_t>(ports >> (24 - 8 * i));
        quoted[4 + i] = static_cast<uint8_t>(number >> (24 - 8 * i));
    }
    host.IcmpArrives(family, type, code, info, quoted);
}

/// What can happen. New ones go to the end: the inputs that are kept stay what they are then.
enum class Event : uint8_t
{
    RawArrives,
    SegmentArrives,
    IcmpArrives,
    Send,
    Receive,
    ReceiveAll,
    Pass,
    ShutdownSend,
    ShutdownRecv,
    Close,
    Abort,
    COUNT,
};

void
Happen(Octets& octets, FuzzedHost& host, Family family)
{
    switch (static_cast<Event>(octets.Take8() % static_cast<uint8_t>(Event::COUNT)))
    {
    case Event::RawArrives:
        RawArrives(octets, host);
        break;
    case Event::SegmentArrives:
        SegmentArrives(octets, host, family);
        break;
    case Event::IcmpArrives:
        IcmpArrives(octets, host);
        break;
    case Event::Send:
        host.Send(octets.Take16() % 8192);
        break;
    case Event::Receive:
        host.Receive(octets.Take8());
        break;
    case Event::ReceiveAll:
        host.ReceiveAll();
        break;
    case Event::Pass:
        host.Run(ns3::MilliSeconds(octets.Take16()));
        break;
    case Event::ShutdownSend:
        host.Socket()->ShutdownSend();
        break;
    case Event::ShutdownRecv:
        host.Socket()->ShutdownRecv();
        break;
    case Event::Close:
        host.Socket()->Close();
        break;
    case Event::Abort:
        host.Socket()->Abort();
        break;
    case Event::COUNT:
        break;
    }
}

} // namespace

void
FuzzStack(const uint8_t* data, size_t size)
{
    Octets octets(data, size);
    const uint8_t beginning = octets.Take8();
    const Family family = beginning & 1 ? Family::IPV6 : Family::IPV4;
    const uint32_t iss = beginning & 4 ? 0xffffffff : 100;
    const uint32_t irs = beginning & 4 ? 0xfffffffe : 300;
    FuzzedHost host;
    host.Listen(Family::IPV4);
    host.Listen(Family::IPV6);
    host.Connect(family, iss);
    if (!(beginning & 2))
    {
        host.Arrives(family, Written(host, SYN | ACK, irs, iss + 1));
        Demand(host.Socket()->GetState() == State::Established, "the handshake failed");
    }
    while (!octets.Empty())
    {
        Happen(octets, host, family);
    }
    host.ReceiveAll();
    host.End();
}
