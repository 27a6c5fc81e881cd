// SPDX-License-Identifier: GPL-2.0-only

#include "agreement.h"

namespace explorer
{

using namespace tcplifecycle;

namespace
{

/// Whether a state has a SND.NXT.
bool
Sends(State state)
{
    return state != State::Closed && state != State::Listen;
}

/// Whether a state has a RCV.NXT.
bool
Receives(State state)
{
    return Sends(state) && state != State::SynSent;
}

const char*
FindDisagreement(const Host& from, const Host& to)
{
    const Status sender = from.connection.GetStatus();
    const Status receiver = to.connection.GetStatus();
    if (to.peerLife != from.life || !Sends(sender.state) || !Receives(receiver.state))
    {
        return nullptr; // the numbers of another life
    }
    if (receiver.rcvNxt > sender.sndNxt)
    {
        return "RCV.NXT is past everything that the peer has sent";
    }
    if (from.peerLife == to.life && sender.sndUna > receiver.rcvNxt)
    {
        return "SND.UNA is past everything that the peer has received";
    }
    return nullptr;
}

} // namespace

const char*
FindDisagreement(const World& world)
{
    const Host& a = world.hosts[A];
    const Host& b = world.hosts[B];
    const auto* establishedA = std::get_if<Established>(&a.connection.Data());
    const auto* establishedB = std::get_if<Established>(&b.connection.Data());
    if (establishedA && establishedB)
    {
        if (establishedA->rcv.Irs() != establishedB->snd.Iss() ||
            establishedB->rcv.Irs() != establishedA->snd.Iss())
        {
            return "both are ESTABLISHED, and an IRS is not the peer's ISS";
        }
        if (a.peerLife != b.life || b.peerLife != a.life)
        {
            return "both are ESTABLISHED, and not with each other";
        }
    }
    if (const char* found = FindDisagreement(a, b))
    {
        return found;
    }
    return FindDisagreement(b, a);
}

} // namespace explorer
