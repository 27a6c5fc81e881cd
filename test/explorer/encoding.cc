// SPDX-License-Identifier: GPL-2.0-only

#include "encoding.h"

#include <algorithm>
#include <string_view>
#include <type_traits>

namespace explorer
{

using namespace tcplifecycle;

namespace
{

/// Writes numbers in as few octets as they need: most are small.
class Writer
{
  public:
    explicit Writer(std::string& to)
        : m_to(to)
    {
    }

    void Number(uint64_t value)
    {
        while (value >= 0x80)
        {
            m_to.push_back(static_cast<char>(value | 0x80));
            value >>= 7;
        }
        m_to.push_back(static_cast<char>(value));
    }

    void Signed(int64_t value)
    {
        Number(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63));
    }

  private:
    std::string& m_to;
};

/**
 * Whether it matters how long timers run, and not only which ones run. Without a common clock a
 * timer expires whenever it may, and of the timers of one end only two can run at once: one that is
 * due already (a delayed acknowledgment) and a later one. A user timeout is a third.
 */
bool
LengthsMatter(const Bounds& bounds)
{
    return bounds.timing.commonClock || bounds.settings.userTimeout > Duration::zero();
}

/// Writes the variables of a connection as its classes name them.
class VariableWriter
{
  public:
    /// \param peer whose clock TS.Recent is of
    VariableWriter(Writer& to, const Bounds& bounds, const Host& host, const Host& peer)
        : m_to(to),
          m_settings(bounds.settings),
          m_now(host.now),
          m_base(host.iss),
          m_peerClock(peer.connection.GetTimestamping().Clock(peer.now)),
          m_timestamps(host.connection.GetTimestamping().InUse()),
          m_lengthsMatter(LengthsMatter(bounds))
    {
    }

    /// Writes a variable, unless it is one of those that have no influence, or only sometimes.
    template <class T>
    [[gnu::always_inline]] void operator()(std::string_view name, T value)
    {
        if constexpr (std::is_same_v<T, SeqNum>)
        {
            Take(name, value);
        }
        else if constexpr (std::is_same_v<T, Instant>)
        {
            Take(name, value);
        }
        else if constexpr (std::is_same_v<T, Duration>)
        {
            if (m_lengthsMatter)
            {
                m_to.Number(value.count());
            }
        }
        else
        {
            Take(name, static_cast<uint64_t>(value));
        }
    }

    void EndOfSender()
    {
        m_to.Number(m_repeatTo - m_repeatFrom);
        if (m_repeatFrom != m_repeatTo)
        {
            Write(m_repeatFrom);
        }
        if (m_lengthsMatter)
        {
            Write(m_timedAt);
            Write(m_timedAt == NEVER ? m_base : m_timedEnd);
        }
    }

    void EndOfReceiver()
    {
        if (m_finNoted)
        {
            Write(m_fin);
        }
        if (m_urgent)
        {
            Write(m_up);
        }
    }

    void EndOfConnection()
    {
        const bool over =
            m_limiterCount == 0 || m_now - m_limiterSince >= m_settings.challengeAckPeriod;
        m_to.Number(over ? 0 : m_limiterCount);
        if (!over)
        {
            m_to.Number((m_now - m_limiterSince).count());
        }
    }

    void Write(SeqNum value)
    {
        m_to.Signed(value - m_base);
    }

    void Write(Instant value)
    {
        if (!m_lengthsMatter)
        {
            m_to.Number(value == NEVER ? 0 : value > m_now ? 1 : 2);
            return;
        }
        m_to.Number(value != NEVER);
        if (value != NEVER)
        {
            m_to.Signed((value - m_now).count());
        }
    }

  private:
    [[gnu::always_inline]] void Take(std::string_view name, SeqNum value)
    {
        if (name == "repeat from")
        {
            m_repeatFrom = value;
        }
        else if (name == "repeat to")
        {
            m_repeatTo = value;
        }
        else if (name == "timed end")
        {
            m_timedEnd = value;
        }
        else if (name == "FIN")
        {
            m_fin = value;
        }
        else if (name == "RCV.UP")
        {
            m_up = value;
        }
        else if (name == "Last.ACK.sent" && !m_timestamps)
        {
            return;
        }
        else
        {
            Write(value);
        }
    }

    [[gnu::always_inline]] void Take(std::string_view name, Instant value)
    {
        if (name == "limiter since")
        {
            m_limiterSince = value;
        }
        else if (name == "timed at")
        {
            m_timedAt = value;
        }
        else if (name == "TS.Recent since")
        {
            return; // it counts after 24 days
        }
        else if ((name != "waiting since" || m_settings.userTimeout > Duration::zero()) &&
                 (name != "quiet since" || m_settings.keepAlive))
        {
            Write(value);
        }
    }

    [[gnu::always_inline]] void Take(std::string_view name, uint64_t value)
    {
        if (name == "limiter count")
        {
            m_limiterCount = value;
        }
        else if (name == "duplicates")
        {
            // The third counts; later ones matter no more than a fourth.
            m_to.Number(std::min<uint64_t>(value, 4));
        }
        else if (name == "FIN noted")
        {
            m_finNoted = value != 0;
            m_to.Number(value);
        }
        else if (name == "urgent")
        {
            m_urgent = value != 0;
            m_to.Number(value);
        }
        else if (name == "TS.Recent")
        {
            m_to.Number(m_timestamps ? m_peerClock - static_cast<uint32_t>(value) : 0);
        }
        else if (name == "inflation")
        {
            return; // of the congestion window: there is none
        }
        else if ((name != "SYN repeated" && name != "measured") || m_lengthsMatter)
        {
            m_to.Number(value);
        }
    }

    Writer& m_to;
    const Settings& m_settings;
    Instant m_now;
    SeqNum m_base;
    uint32_t m_peerClock;
    SeqNum m_repeatFrom;
    SeqNum m_repeatTo;
    SeqNum m_timedEnd;
    SeqNum m_fin;
    SeqNum m_up;
    Instant m_timedAt;
    Instant m_limiterSince;
    uint64_t m_limiterCount{0};
    bool m_finNoted{false};
    bool m_urgent{false};
    bool m_timestamps;
    bool m_lengthsMatter;
};

/**
 * Writes down a connection: each part of each state. The parts are taken apart by bindings, so that
 * a new one that nobody writes down does not compile.
 */
class ConnectionWriter
{
  public:
    ConnectionWriter(Writer& to, const Host& host, const Host& peer, const Bounds& bounds)
        : m_to(to),
          m_host(host),
          m_variables(to, bounds, host, peer)
    {
    }

    void Write()
    {
        const Connection& connection = m_host.connection;
        m_to.Number(static_cast<uint8_t>(connection.GetState()));
        std::visit([this](const auto& state) { Write(state); }, connection.Data());
        connection.VisitVariables(m_variables);
        m_variables.EndOfConnection();
        m_to.Number(connection.Deadline() <= m_host.now);
    }

  private:
    void Write(const Closed& state)
    {
        const auto& [reason] = state;
        m_to.Number(static_cast<uint8_t>(reason));
    }

    void Write(const Listen& state)
    {
        const auto& [iss] = state;
        m_variables.Write(iss);
    }

    void Write(const SynSent& state)
    {
        const auto& [snd] = state;
        Write(snd);
    }

    void Write(const SynReceived& state)
    {
        const auto& [snd, rcv, passive] = state;
        Write(snd);
        Write(rcv);
        m_to.Number(passive);
    }

    void Write(const FinWait2& state)
    {
        const auto& [snd, rcv, expiry] = state;
        Write(snd);
        Write(rcv);
        m_variables.Write(expiry);
    }

    void Write(const TimeWait& state)
    {
        const auto& [snd, rcv, expiry] = state;
        Write(snd);
        Write(rcv);
        m_variables.Write(expiry);
    }

    template <class StateType>
    void Write(const StateType& state)
    {
        const auto& [snd, rcv] = state;
        Write(snd);
        Write(rcv);
    }

    void Write(const Sender& snd)
    {
        snd.VisitVariables(m_variables);
        m_variables.EndOfSender();
    }

    void Write(const SendDone& snd)
    {
        const auto& [nxt, maxWnd] = snd;
        m_variables.Write(nxt);
        m_to.Number(maxWnd);
    }

    void Write(const Receiver& rcv)
    {
        rcv.VisitVariables(m_variables);
        m_variables.EndOfReceiver();
        m_to.Number(rcv.Queue().Runs().size());
        for (const TextRun& run : rcv.Queue().Runs())
        {
            Write(run);
        }
    }

    void Write(const TextRun& run)
    {
        const auto& [range, blocks] = run; // the range is that of the blocks
        m_to.Number(blocks.size());
        for (const Block& block : blocks)
        {
            const auto& [start, length, payload, offset] = block;
            m_variables.Write(start);
            m_to.Number(length);
            m_to.Number(payload);
            m_to.Number(offset);
        }
    }

    void Write(const ReceiveDone& rcv)
    {
        const auto& [nxt, wnd, unread, urgent, shift, ackDue, ecnEcho] = rcv;
        m_variables.Write(nxt);
        m_to.Number(wnd);
        m_to.Number(unread);
        m_to.Number(urgent);
        m_to.Number(shift);
        m_to.Number(ackDue);
        m_to.Number(ecnEcho);
    }

    Writer& m_to;
    const Host& m_host;
    VariableWriter m_variables;
};

void
WriteUser(Writer& to, const Host& host, const Bounds& bounds)
{
    to.Number(host.life);
    to.Number(host.peerLife);
    to.Number(host.sent);
    to.Number(host.urgentEnd);
    to.Number(host.acknowledged);
    to.Number(host.delivered);
    to.Number(host.closed | host.discards << 1 | host.opened << 2 | host.peerClosed << 3);
    if (bounds.reopening != Reopening::Never)
    {
        to.Number(host.iss.Value());
        to.Number(host.lastNxt.Value());
    }
}

void
WriteFlight(Writer& to,
            const Flight& flight,
            const World& world,
            Side receiver,
            const Bounds& bounds)
{
    const auto& [seq, ack, ctl, ecn, wnd, up, textLength, options] = flight.segment;
    to.Number(ctl);
    to.Number(static_cast<uint8_t>(ecn));
    to.Signed(seq - world.hosts[Other(receiver)].iss);
    if (ctl & ACK)
    {
        to.Signed(ack - world.hosts[receiver].iss);
    }
    to.Number(wnd);
    to.Number(up);
    to.Number(textLength);
    const auto& [mss, windowScale, sackPermitted, timestamps, sack] = options;
    to.Number(mss.value_or(0));
    to.Number(windowScale ? 1 + *windowScale : 0);
    to.Number(sackPermitted);
    to.Number(sack.Size());
    for (size_t i = 0; i < sack.Size(); ++i)
    {
        to.Signed(sack[i].start - world.hosts[receiver].iss);
        to.Signed(sack[i].end - world.hosts[receiver].iss);
    }
    if (timestamps)
    {
        const Host& sender = world.hosts[Other(receiver)];
        to.Number(sender.connection.GetTimestamping().Clock(sender.now) - timestamps->value);
        if (ctl & ACK)
        {
            const Host& echoed = world.hosts[receiver];
            to.Number(echoed.connection.GetTimestamping().Clock(echoed.now) - timestamps->echo);
        }
    }
    to.Number(flight.life);
    if (bounds.timing.commonClock)
    {
        to.Number((world.hosts[receiver].now - flight.sentAt).count());
    }
}

} // namespace

void
Encode(const World& world, const Bounds& bounds, std::string& to)
{
    to.clear();
    Writer writer(to);
    for (Side side : {A, B})
    {
        const Host& host = world.hosts[side];
        ConnectionWriter(writer, host, world.hosts[Other(side)], bounds).Write();
        WriteUser(writer, host, bounds);
        writer.Number(world.towards[side].size());
        for (const Flight& flight : world.towards[side])
        {
            WriteFlight(writer, flight, world, side, bounds);
        }
    }
    writer.Number(world.repeats);
    writer.Number(world.losses);
    writer.Number(world.timeouts);
    writer.Number(world.assassinated);
}

} // namespace explorer
