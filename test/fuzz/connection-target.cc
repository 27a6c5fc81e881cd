// SPDX-License-Identifier: GPL-2.0-only
//
// An input is a state, settings and events:
//
//     octet 0     which state, in the order of State
//     octet 1     count of octets with settings that follow; each chooses one, see ReadSettings
//     the rest    events: an octet says which, see Event, others after it say the particulars
//
// Sequence numbers are chosen by their place: at, before and behind the numbers that matter, so
// that most segments have a chance to be taken.

#include "octets.h"
#include "targets.h"
#include "tcp-wire.h"
#include "watched-connection.h"

#include <array>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// Everything that an input chooses before anything happens.
struct Setup
{
    Settings settings;
    SegmentSizes sizes;
    std::optional<Reno> congestion;
    SeqNum iss;
    SeqNum irs;
    uint32_t timestampOffset{0};
    Options peerOptions; ///< of the peer's SYN while the state is being reached
    bool peerUsesEcn{false};
};

/// A choice of each that an octet 0 leaves at its default. New ones go to the end: the octets of
/// the inputs that are kept stay what they are then.
Setup
ReadSettings(Octets octets)
{
    constexpr std::array<uint32_t, 8>
        NUMBERS{100, 0, 0xffffffff, 0xfffffffe, 0x7fffffff, 0x80000000, 0xfffff000, 0x7ffff000};
    constexpr std::array<bool, 2> ON{true, false};
    constexpr std::array<bool, 2> OFF{false, true};
    constexpr std::array<uint16_t, 6> SIZES{536, 1, 10, 1460, 9000, 65495};
    Setup setup;
    Settings& settings = setup.settings;
    setup.iss = SeqNum(octets.Choose(NUMBERS));
    setup.irs = SeqNum(octets.Choose(NUMBERS));
    settings.rfc5961 = octets.Choose(ON);
    settings.receiveBuffer = octets.Choose(
        std::array<uint32_t, 9>{131072, 1, 5, 100, 1000, 4000, 65535, 1000000, 0xffffffff});
    settings.maxWindow = octets.Choose(std::array<uint16_t, 4>{65535, 1, 100, 5000});
    settings.windowScaling = octets.Choose(ON);
    settings.timestamps = octets.Choose(OFF);
    settings.noDelay = octets.Choose(OFF);
    settings.delAckMaxCount = octets.Choose(std::array<uint32_t, 3>{2, 1, 3});
    settings.dataRetries = octets.Choose(std::array<uint32_t, 4>{6, 0, 1, 30});
    settings.connCount = octets.Choose(std::array<uint32_t, 4>{6, 0, 1, 30});
    settings.msl = octets.Choose(std::array<Duration, 3>{120s, 0s, 1s});
    settings.userTimeout = octets.Choose(std::array<Duration, 3>{0s, 20s, 1s});
    settings.finWait2Timeout = octets.Choose(std::array<Duration, 2>{0s, 60s});
    settings.persistTimeout = octets.Choose(std::array<Duration, 3>{0s, 1ms, 6s});
    settings.minRto = octets.Choose(std::array<Duration, 2>{1s, 1ms});
    setup.sizes.receive = octets.Choose(SIZES);
    setup.sizes.send = octets.Choose(SIZES);
    const auto window = octets.Choose(std::array<uint32_t, 4>{0, 1, 3, 10}); // segments; 0: none
    const auto threshold = octets.Choose(std::array<uint32_t, 2>{0x7fffffff, 2000});
    if (window > 0)
    {
        setup.congestion.emplace(window, threshold);
    }
    const uint8_t offers = octets.Take8();
    if (offers & 1)
    {
        setup.peerOptions.mss = octets.Choose(SIZES);
    }
    if (offers & 2)
    {
        setup.peerOptions.windowScale = octets.Take8() % 15;
    }
    if (offers & 4)
    {
        setup.peerOptions.timestamps = Timestamps{octets.Take32(), 0};
    }
    settings.timeWaitRst =
        octets.Choose(std::array<TimeWaitRst, 2>{TimeWaitRst::Accept, TimeWaitRst::Ignore});
    settings.dropSynFin = octets.Choose(OFF);
    settings.keepAlive = octets.Choose(OFF);
    settings.keepAliveTime = octets.Choose(std::array<Duration, 2>{2h, 10s});
    settings.keepAliveProbes = octets.Choose(std::array<uint32_t, 3>{9, 1, 2});
    settings.retransmissionWarning = octets.Choose(std::array<uint32_t, 3>{3, 0, 1});
    setup.timestampOffset = octets.Choose(NUMBERS);
    settings.sack = octets.Choose(OFF);
    setup.peerOptions.sackPermitted = octets.Choose(OFF);
    settings.ecn =
        octets.Choose(std::array<UseEcn, 3>{UseEcn::Off, UseEcn::On, UseEcn::AcceptOnly});
    settings.exactEcnFeedback = octets.Choose(OFF);
    setup.peerUsesEcn = octets.Choose(OFF);
    return setup;
}

/// The peer, in so far as it plays by the rules: what leads to a state.
class Leader
{
  public:
    Leader(WatchedConnection& connection, const Setup& setup)
        : m_connection(connection),
          m_setup(setup)
    {
    }

    void Lead(State state)
    {
        switch (state)
        {
        case State::Closed:
            break;
        case State::Listen:
            m_connection.OpenPassive();
            break;
        case State::SynSent:
            m_connection.OpenActive(m_setup.iss);
            break;
        case State::SynReceived:
            Lead(State::Listen);
            Arrives(SYN);
            break;
        case State::Established:
            Lead(State::SynSent);
            Arrives(SYN | ACK);
            break;
        case State::FinWait1:
            Lead(State::Established);
            m_connection.Close(CloseOf::Sending);
            break;
        case State::FinWait2:
            Lead(State::FinWait1);
            Arrives(ACK);
            break;
        case State::CloseWait:
            Lead(State::Established);
            Arrives(FIN | ACK);
            break;
        case State::Closing:
            Lead(State::FinWait1);
            ArrivesWith(FIN | ACK, m_connection.GetStatus().sndUna);
            break;
        case State::LastAck:
            Lead(State::CloseWait);
            m_connection.Close(CloseOf::Sending);
            break;
        case State::TimeWait:
            Lead(State::FinWait2);
            Arrives(FIN | ACK);
            break;
        }
    }

  private:
    void Arrives(uint8_t ctl)
    {
        ArrivesWith(ctl, m_connection.GetStatus().sndNxt);
    }

    void ArrivesWith(uint8_t ctl, SeqNum ack)
    {
        Segment segment;
        segment.ctl = ctl;
        segment.seq = ctl & SYN ? m_setup.irs : m_connection.GetStatus().rcvNxt;
        segment.ack = ctl & ACK ? ack : SeqNum(0);
        segment.wnd = 65535;
        if (ctl & SYN)
        {
            segment.options = m_setup.peerOptions;
            segment.ctl |= !m_setup.peerUsesEcn ? 0 : ctl & ACK ? ECE : ECE | CWR;
        }
        else if (m_connection.LastTimestamps())
        {
            segment.options.timestamps = m_setup.peerOptions.timestamps;
        }
        m_connection.Arrives(segment, m_setup.iss);
    }

    WatchedConnection& m_connection;
    const Setup& m_setup;
};

SeqNum
ReadSeq(Octets& octets, const Status& status, SeqNum irs)
{
    const SeqNum edge = status.rcvNxt + status.rcvWnd;
    switch (octets.Take8() % 12)
    {
    case 0:
        return status.rcvNxt;
    case 1:
        return status.rcvNxt - 1;
    case 2:
        return status.rcvNxt + 1;
    case 3:
        return edge;
    case 4:
        return edge - 1;
    case 5:
        return edge + 1;
    case 6:
        return status.rcvNxt - octets.Take8();
    case 7:
        return status.rcvNxt + octets.Take8();
    case 8:
        return status.rcvNxt - octets.Take16();
    case 9:
        return status.rcvNxt + octets.Take16();
    case 10:
        return irs;
    default:
        return SeqNum(octets.Take32());
    }
}

SeqNum
ReadAck(Octets& octets, const Status& status)
{
    switch (octets.Take8() % 9)
    {
    case 0:
        return status.sndNxt;
    case 1:
        return status.sndUna;
    case 2:
        return status.sndUna - 1;
    case 3:
        return status.sndNxt + 1;
    case 4:
        return status.sndUna + octets.Take8();
    case 5:
        return status.sndUna + octets.Take16();
    case 6:
        return status.sndUna - octets.Take16();
    case 7:
        return status.sndUna - status.sndWnd;
    default:
        return SeqNum(octets.Take32());
    }
}

/// The options, and in the bits that they leave what ECN has in a segment.
void
ReadOptions(Octets& octets, const WatchedConnection& connection, Segment& segment)
{
    Options& options = segment.options;
    const uint8_t present = octets.Take8();
    if (present & 1)
    {
        options.mss = octets.Take16();
    }
    if (present & 2)
    {
        options.windowScale = octets.Take8() % 15;
    }
    if (present & 4)
    {
        const auto newer = static_cast<int8_t>(octets.Take8());
        const auto& last = connection.LastTimestamps();
        options.timestamps = Timestamps{connection.RecentTimestamp() + static_cast<uint32_t>(newer),
                                        last ? last->value : octets.Take32()};
    }
    if (present & 8)
    {
        // Around what is in flight, mostly; RFC 2018, section 3: four blocks at most.
        const SeqNum una = connection.GetStatus().sndUna;
        for (size_t left = octets.Take8() % (SackBlocks::MAX + 1); left > 0; --left)
        {
            const SeqNum start = una + static_cast<uint32_t>(static_cast<int16_t>(octets.Take16()));
            options.sack.Add({start, start + static_cast<uint32_t>(octets.Take16())});
        }
    }
    options.sackPermitted = present & 16;
    segment.ecn = static_cast<EcnField>(present >> 6);
    if (present & 32)
    {
        segment.ctl |= segment.ecn == EcnField::Ce ? CWR : ECE;
    }
}

Segment
ReadSegment(Octets& octets, const WatchedConnection& connection, SeqNum irs)
{
    constexpr std::array<uint8_t, 16> CONTROLS{ACK,
                                               ACK | PSH,
                                               ACK | FIN,
                                               FIN,
                                               SYN,
                                               SYN | ACK,
                                               RST,
                                               RST | ACK,
                                               SYN | FIN,
                                               SYN | FIN | ACK,
                                               SYN | RST,
                                               0,
                                               ACK | URG,
                                               ACK | URG | FIN,
                                               SYN | URG,
                                               0xff};
    const Status status = connection.GetStatus();
    Segment segment;
    segment.ctl = octets.Choose(CONTROLS);
    segment.seq = ReadSeq(octets, status, irs);
    segment.ack = ReadAck(octets, status);
    segment.wnd = octets.Choose(std::array<uint16_t, 8>{65535, 0, 1, 10, 100, 536, 1000, 5000});
    segment.textLength = octets.Choose(std::array<uint32_t, 12>{0,
                                                                1,
                                                                2,
                                                                10,
                                                                100,
                                                                536,
                                                                1460,
                                                                9000,
                                                                65495,
                                                                status.rcvWnd,
                                                                status.rcvWnd + 1,
                                                                3});
    // No IP packet holds more.
    segment.textLength = std::min(segment.textLength, 65495u);
    ReadOptions(octets, connection, segment);
    if (segment.ctl & URG)
    {
        segment.up = octets.Take16();
    }
    return segment;
}

/// A header of raw octets; its numbers count from those of the connection.
void
ArrivesRaw(Octets& octets, WatchedConnection& connection, SeqNum iss)
{
    const Octets raw = octets.Split(octets.Take8() % 81);
    const auto size = static_cast<uint32_t>(raw.Size());
    const auto header = ReadHeader(raw.Data(), std::min(size, MAX_HEADER_SIZE), size);
    if (header)
    {
        const Status status = connection.GetStatus();
        Segment segment = header->segment;
        segment.seq += status.rcvNxt.Value();
        segment.ack += status.sndUna.Value();
        connection.Arrives(segment, iss);
    }
}

IcmpError
ReadIcmp(Octets& octets, const Status& status)
{
    using Kind = IcmpError::Kind;
    IcmpError error;
    error.kind = octets.Choose(std::array<Kind, 3>{Kind::Soft, Kind::Hard, Kind::TooBig});
    error.quoted = ReadAck(octets, status);
    error.mss = octets.Choose(std::array<uint16_t, 6>{536, 1, 12, 13, 100, 1460});
    return error;
}

/// What can happen. New ones go to the end, for the same reason as settings.
enum class Event : uint8_t
{
    SegmentArrives,
    RawSegmentArrives,
    FireTimer,
    Pass,
    Send,
    Receive,
    ReceiveAll,
    Close,
    CloseAndLeave,
    DiscardText,
    Abort,
    OpenPassive,
    OpenActive,
    IcmpArrives,
    COUNT,
};

void
Happen(Octets& octets, WatchedConnection& connection, const Setup& setup)
{
    // Text that is queued beyond this makes an input slow and teaches nothing.
    constexpr uint32_t MUCH = 20000;
    switch (static_cast<Event>(octets.Take8() % static_cast<uint8_t>(Event::COUNT)))
    {
    case Event::SegmentArrives:
        connection.Arrives(ReadSegment(octets, connection, setup.irs), setup.iss);
        break;
    case Event::RawSegmentArrives:
        ArrivesRaw(octets, connection, setup.iss);
        break;
    case Event::FireTimer:
        connection.FireTimer();
        break;
    case Event::Pass:
        connection.Pass(std::chrono::milliseconds(octets.Take16()));
        break;
    case Event::Send: {
        const bool urgent = octets.Take8() & 1;
        const uint32_t count = octets.Take16();
        if (connection.Outstanding() + count <= MUCH)
        {
            connection.Send(count, urgent);
        }
        break;
    }
    case Event::Receive:
        connection.Receive(octets.Take16());
        break;
    case Event::ReceiveAll:
        connection.Receive(UINT32_MAX);
        break;
    case Event::Close:
        connection.Close(CloseOf::Sending);
        break;
    case Event::CloseAndLeave:
        connection.Close(CloseOf::Both);
        break;
    case Event::DiscardText:
        connection.DiscardText();
        break;
    case Event::Abort:
        connection.Abort();
        break;
    case Event::OpenPassive:
        connection.OpenPassive();
        break;
    case Event::OpenActive:
        connection.OpenActive(setup.iss);
        break;
    case Event::IcmpArrives:
        connection.Arrives(ReadIcmp(octets, connection.GetStatus()));
        break;
    case Event::COUNT:
        break;
    }
}

void
Play(Octets octets, std::string* transcript)
{
    const auto state = static_cast<State>(octets.Take8() % STATE_COUNT);
    Setup setup = ReadSettings(octets.Split(octets.Take8()));
    WatchedConnection connection(setup.settings,
                                 setup.sizes,
                                 setup.congestion ? &*setup.congestion : nullptr,
                                 transcript);
    connection.SetTimestampOffset(setup.timestampOffset);
    Leader(connection, setup).Lead(state);
    while (!octets.Empty())
    {
        Happen(octets, connection, setup);
    }
}

} // namespace

void
FuzzConnection(const uint8_t* data, size_t size)
{
    try
    {
        Play(Octets(data, size), nullptr);
    }
    catch (const Violation&)
    {
        // The same again, with an account of how it came to this.
        std::string transcript;
        try
        {
            Play(Octets(data, size), &transcript);
        }
        catch (const Violation& violation)
        {
            throw Violation(violation.what() + ("\n" + transcript));
        }
        throw;
    }
}
