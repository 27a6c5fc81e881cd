// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-connection.h"

#include "tcp-connection-private.h"

#include <algorithm>

namespace tcplifecycle
{

// GetState() reads the variant's index as a State.
static_assert(std::variant_size_v<StateData> == STATE_COUNT);
static_assert(std::variant_alternative_t<0, StateData>::NAME == State{0});
static_assert(std::variant_alternative_t<1, StateData>::NAME == State{1});
static_assert(std::variant_alternative_t<2, StateData>::NAME == State{2});
static_assert(std::variant_alternative_t<3, StateData>::NAME == State{3});
static_assert(std::variant_alternative_t<4, StateData>::NAME == State{4});
static_assert(std::variant_alternative_t<5, StateData>::NAME == State{5});
static_assert(std::variant_alternative_t<6, StateData>::NAME == State{6});
static_assert(std::variant_alternative_t<7, StateData>::NAME == State{7});
static_assert(std::variant_alternative_t<8, StateData>::NAME == State{8});
static_assert(std::variant_alternative_t<9, StateData>::NAME == State{9});
static_assert(std::variant_alternative_t<10, StateData>::NAME == State{10});

namespace
{

/// RFC 7323, section 2.3.
constexpr uint8_t MAX_SHIFT = 14;

/// \return the smallest shift count with which the window field can tell of the whole buffer
uint8_t
OwnShift(const Settings& settings)
{
    uint8_t shift = 0;
    while (shift < MAX_SHIFT && uint32_t{settings.maxWindow} << shift < settings.receiveBuffer)
    {
        ++shift;
    }
    return shift;
}

/**
 * \return whether a SYN or SYN,ACK says that its sender takes part in ECN (RFC 3168, section
 * 6.1.1). A SYN,ACK with both bits does not: there are hosts that send back whatever they get.
 */
bool
IsEcnSetup(const Segment& syn)
{
    return syn.Has(ACK) ? syn.Has(ECE) && !syn.Has(CWR) : syn.Has(ECE | CWR);
}

} // namespace

void
Connection::SetCongestionControl(CongestionControl* congestion)
{
    m_congestion = congestion;
    if (!congestion)
    {
        return;
    }
    std::visit(
        [&](const auto& state) {
            if constexpr (HAS_SENDER<std::decay_t<decltype(state)>>)
            {
                if (state.snd.SynAcked())
                {
                    congestion->Start(state.snd.Mss(), state.snd.SynRepeated(), state.snd.Una());
                }
            }
        },
        m_state);
}

void
Connection::SetListenIss(SeqNum iss)
{
    if (auto* listen = std::get_if<Listen>(&m_state))
    {
        listen->iss = iss;
    }
}

void
Connection::ForgetRoundTrip()
{
    if (auto* received = std::get_if<SynReceived>(&m_state))
    {
        received->snd.SynIsNotTimed();
    }
}

CloseReason
Connection::GetCloseReason() const
{
    const auto* closed = std::get_if<Closed>(&m_state);
    return closed ? closed->reason : CloseReason::None;
}

Status
Connection::GetStatus() const
{
    Status status{};
    status.state = GetState();
    std::visit(
        [&](const auto& state) {
            using StateType = std::decay_t<decltype(state)>;
            if constexpr (HAS_SENDER<StateType>)
            {
                status.sndWnd = state.snd.Wnd();
                status.sndWl1 = state.snd.Wl1();
                status.pipe = state.snd.Pipe(*m_settings);
                status.mss = state.snd.Mss();
                status.rto = state.snd.RetransmissionTimeout().Current();
                status.smoothedRtt = state.snd.RetransmissionTimeout().SmoothedRtt();
            }
            if constexpr (HAS_SENDER<StateType> || IS_OTHER_STATE<StateType>)
            {
                status.sndUna = SndUna(state.snd);
                status.sndNxt = SndNxt(state.snd);
            }
            if constexpr (IS_OTHER_STATE<StateType>)
            {
                status.rcvNxt = state.rcv.Nxt();
                status.rcvWnd = state.rcv.Wnd();
                status.unread = state.rcv.Unread();
                status.urgent = state.rcv.UrgentAhead();
            }
        },
        m_state);
    return status;
}

Instant
Connection::Deadline() const
{
    return std::visit(
        [&](const auto& state) {
            using StateType = std::decay_t<decltype(state)>;
            Instant first = NEVER;
            if constexpr (HAS_SENDER<StateType>)
            {
                first = std::min(state.snd.Deadline(), state.snd.UserTimeoutAt(*m_settings));
            }
            if constexpr (HAS_RECEIVER<StateType>)
            {
                first = std::min(first, state.rcv.AckDeadline());
            }
            if constexpr (HAS_KEEP_ALIVE<StateType>)
            {
                first = std::min(first, KeepAliveAt(state));
            }
            if constexpr (std::is_same_v<StateType, FinWait2> ||
                          std::is_same_v<StateType, TimeWait>)
            {
                first = std::min(first, state.expiry);
            }
            return first;
        },
        m_state);
}

// The handshake's options (RFC 9293, section 3.7.1; RFC 7323, section 2).

Options
Connection::SynOptions(const Offer& offer, Instant now) const
{
    Options options;
    options.mss = m_sizes.receive;
    options.sackPermitted = offer.sack;
    if (offer.windowScale)
    {
        options.windowScale = m_offeredShift;
    }
    if (offer.timestamps)
    {
        options.timestamps = m_timestamping.Stamp(now);
    }
    return options;
}

/// What our SYN offers is fixed now, whatever becomes of the settings while it is under way.
void
Connection::ChooseOffer(bool passive)
{
    m_offeredShift.reset();
    if (m_settings->windowScaling)
    {
        m_offeredShift = OwnShift(*m_settings);
    }
    m_timestamping.Offer(m_settings->timestamps);
    m_sackOffered = m_settings->sack;
    m_sack = false;
    m_ecnOffered =
        m_settings->ecn == UseEcn::On || (passive && m_settings->ecn == UseEcn::AcceptOnly);
    m_ecn = false;
}

void
Connection::Negotiate(Sender& snd, Receiver& rcv, const Segment& syn, Instant now)
{
    // Scaling holds in both directions or in none (RFC 7323, section 2.2).
    m_windowScaling = m_offeredShift && syn.options.windowScale;
    m_timestamping.Answer(syn.options.timestamps, now);
    m_sack = m_sackOffered && syn.options.sackPermitted;
    m_ecn = m_ecnOffered && IsEcnSetup(syn);
    const uint16_t peerMss = syn.options.mss.value_or(m_sizes.peerDefault);
    const uint32_t mss =
        std::min<uint32_t>(TextSize(std::min(peerMss, m_sizes.send)), m_sizes.text);
    snd.Negotiated({mss, m_windowScaling ? *syn.options.windowScale : uint8_t{0}, m_sack, m_ecn});
    rcv.Negotiated(mss, m_windowScaling ? *m_offeredShift : 0, m_sack);
}

/// The other side has turned out not to want ECN, or may not have got our offer: from now on ours
/// is none, whatever was agreed on (RFC 3168, section 6.1.1).
void
Connection::WithdrawEcn()
{
    m_ecnOffered = false;
    m_ecn = false;
}

/// Eff.snd.MSS (RFC 9293, section 3.7.1, MUST-16): the options come off the segment size (RFC
/// 6691).
uint32_t
Connection::TextSize(uint32_t size) const
{
    const uint32_t options = m_timestamping.InUse() ? Timestamps::COST : 0;
    return size > options ? size - options : 1;
}

/// The SACK blocks of a segment with text, if there are any to report. They may take half of its
/// room, so that a peer with a small MSS gets text at all.
template <class StateType>
SackBlocks
Connection::SackBesideText(const StateType& state) const
{
    size_t most = RoomForSack();
    while (most > 0 && SackBlocks::Cost(most) > state.snd.Mss() / 2)
    {
        --most;
    }
    return state.rcv.Sack(most);
}

// Segments that leave.

void
Connection::EmitSyn(const SynSent& state, const Occasion& on) const
{
    Segment& segment = AddAction<Emit>(on.actions).segment;
    segment.seq = state.snd.Iss();
    segment.ctl = SYN | (m_ecnOffered ? ECE | CWR : 0);
    segment.wnd =
        static_cast<uint16_t>(std::min<uint32_t>(m_settings->receiveBuffer, m_settings->maxWindow));
    segment.options =
        SynOptions({m_offeredShift.has_value(), m_timestamping.Offered(), m_sackOffered}, on.now);
}

void
Connection::EmitSynAck(const Sender& snd, Receiver& rcv, const Occasion& on) const
{
    Segment& segment = AddAction<Emit>(on.actions).segment;
    segment.seq = snd.Iss();
    segment.ack = rcv.Nxt();
    segment.ctl = SYN | ACK | (m_ecn ? ECE : 0);
    segment.wnd = rcv.SynWindow();
    segment.options = SynOptions({m_windowScaling, m_timestamping.InUse(), m_sack}, on.now);
    rcv.AckSent();
}

void
Connection::EmitResetFor(const Segment& segment, const Occasion& on) const
{
    // Section 3.10.7.1: numbers that make the reset acceptable to whoever sent the segment.
    Segment& reset = AddAction<Emit>(on.actions).segment;
    if (segment.Has(ACK))
    {
        reset.seq = segment.ack;
        reset.ctl = RST;
    }
    else
    {
        reset.ack = segment.seq + segment.Length();
        reset.ctl = RST | ACK;
    }
}

template <class StateType>
void
Connection::EmitStretch(StateType& state, const Sender::Stretch& stretch, const Occasion& on) const
{
    Segment& segment = AddAction<Emit>(on.actions).segment;
    segment.seq = stretch.seq;
    segment.ack = state.rcv.Nxt();
    segment.ctl =
        ACK | (stretch.push ? PSH : 0) | (stretch.fin ? FIN : 0) | (stretch.urgent > 0 ? URG : 0);
    if (m_ecn)
    {
        segment.ctl |= EcnEcho(state) | (stretch.cwr ? CWR : 0);
        // Not on what is sent again or probes a window, nor on what carries no text (RFC 3168,
        // sections 6.1.4 to 6.1.6).
        const bool mayBeMarked = stretch.length > 0 && !stretch.again;
        segment.ecn = mayBeMarked ? m_settings->ectCodepoint : EcnField::NotEct;
    }
    segment.up = stretch.urgent;
    segment.wnd = state.rcv.OfferWindow(*m_settings);
    segment.textLength = stretch.length;
    Stamp(segment, on.now);
    if constexpr (HAS_RECEIVER<StateType>)
    {
        if (state.rcv.HasSackToReport())
        {
            segment.options.sack = SackBesideText(state);
        }
    }
    state.rcv.AckSent();
}

void
Connection::SendWhatMayBeSent(const Occasion& on)
{
    std::visit(
        [&](auto& state) {
            using StateType = std::decay_t<decltype(state)>;
            if constexpr (HAS_SENDER<StateType> && IS_SYNCHRONIZED<StateType>)
            {
                SendContext context = Context(on);
                Sender::Stretch stretch;
                const auto next = [&] {
                    if constexpr (HAS_RECEIVER<StateType>)
                    {
                        // What came twice is told of in the first segment alone.
                        const bool sack = state.rcv.HasSackToReport();
                        context.sackOctets = sack ? SackBesideText(state).Cost() : 0;
                    }
                    return state.snd.Next(context, stretch);
                };
                while (next())
                {
                    if constexpr (std::is_same_v<StateType, CloseWait>)
                    {
                        if (stretch.fin)
                        {
                            SendFinInCloseWait(state, stretch, on);
                            return;
                        }
                    }
                    EmitStretch(state, stretch, on);
                }
            }
            if constexpr (IS_SYNCHRONIZED<StateType>)
            {
                if (state.rcv.AckIsDue())
                {
                    EmitAck(state, on);
                }
            }
        },
        m_state);
}

void
Connection::SendFinInCloseWait(CloseWait& state, const Sender::Stretch& stretch, const Occasion& on)
{
    LastAck next{std::move(state.snd), state.rcv};
    EmitStretch(Enter<Event::FinSent>(state, std::move(next), on), stretch, on);
}

} // namespace tcplifecycle
