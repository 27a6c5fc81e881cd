// SPDX-License-Identifier: GPL-2.0-only

#include "drill-tcp-info.h"

#include "../traced-tcp-socket.h"

#include "ns3/tcp-lifecycle-socket.h"
#include "ns3/uinteger.h"

#include <chrono>
#include <map>
#include <variant>

namespace tcplab::drill
{

using namespace ns3;
using tcplifecycle::State;

namespace
{

using Values = std::map<std::string, int64_t>;

/// What Linux says of a threshold that was never set.
constexpr int64_t NO_THRESHOLD = 0x7fffffff;

/// Bits of tcpi_options.
enum OptionBit
{
    TIMESTAMPS_IN_USE = 1,
    SACK_IN_USE = 2,
    SCALING_IN_USE = 4,
    ECN_IN_USE = 8,
};

int64_t
ToLinux(State state)
{
    switch (state)
    {
    case State::Established:
        return 1;
    case State::SynSent:
        return 2;
    case State::SynReceived:
        return 3;
    case State::FinWait1:
        return 4;
    case State::FinWait2:
        return 5;
    case State::TimeWait:
        return 6;
    case State::Closed:
        return 7;
    case State::CloseWait:
        return 8;
    case State::LastAck:
        return 9;
    case State::Listen:
        return 10;
    case State::Closing:
        return 11;
    }
    return 0;
}

int64_t
ToLinux(TcpSocketState::TcpCongState_t state)
{
    switch (state)
    {
    case TcpSocketState::CA_OPEN:
        return 0;
    case TcpSocketState::CA_DISORDER:
        return 1;
    case TcpSocketState::CA_CWR:
        return 2;
    case TcpSocketState::CA_RECOVERY:
        return 3;
    case TcpSocketState::CA_LOSS:
        return 4;
    case TcpSocketState::CA_LAST_STATE:
        break;
    }
    return 0;
}

/// \return segments that so many octets take, the last one not full
int64_t
Segments(uint32_t octets, uint32_t mss)
{
    return mss == 0 ? 0 : (int64_t{octets} + mss - 1) / mss;
}

void
AddCongestion(Values& values, Ptr<const TcpSocketState> state)
{
    const uint32_t mss = state->m_segmentSize;
    if (mss == 0)
    {
        return;
    }
    values["tcpi_snd_cwnd"] = state->m_cWnd.Get() / mss;
    const uint32_t threshold = state->m_ssThresh.Get();
    values["tcpi_snd_ssthresh"] =
        threshold >= uint32_t{NO_THRESHOLD} ? NO_THRESHOLD : threshold / mss;
    values["tcpi_ca_state"] = ToLinux(state->m_congState.Get());
}

int64_t
Microseconds(tcplifecycle::Duration duration)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

/// Picks what a sender or receiver calls by name.
class Picker
{
  public:
    Picker(const char* name, int64_t& value)
        : m_name(name),
          m_value(value)
    {
    }

    template <typename T>
    void operator()(const char* name, const T& value) const
    {
        if (m_name == std::string_view(name))
        {
            Take(value);
        }
    }

  private:
    void Take(tcplifecycle::Duration value) const
    {
        m_value = Microseconds(value);
    }

    template <typename T>
    void Take(const T& value) const
    {
        if constexpr (std::is_integral_v<T>)
        {
            m_value = static_cast<int64_t>(value);
        }
    }

    std::string m_name;
    int64_t& m_value;
};

template <typename Half>
int64_t
Pick(const Half& half, const char* name)
{
    int64_t value = 0;
    half.VisitVariables(Picker(name, value));
    return value;
}

/// What the states that have a sender or a receiver say of it.
struct HalvesReader
{
    Values& values;

    template <typename StateType>
    auto operator()(const StateType& state) -> decltype(state.snd, void())
    {
        ReadSender(state.snd);
        ReadReceiver(state, 0);
    }

    void operator()(const tcplifecycle::Closed& /* state */)
    {
    }

    void operator()(const tcplifecycle::Listen& /* state */)
    {
    }

    void ReadSender(const tcplifecycle::Sender& sender)
    {
        const auto& board = sender.Board();
        values["tcpi_rttvar"] = Pick(sender, "RTTVAR");
        values["tcpi_snd_wscale"] = Pick(sender, "Snd.Wind.Shift");
        values["tcpi_retransmits"] = Pick(sender, "expiries");
        values["tcpi_sacked"] = Segments(board.Sacked(), sender.Mss());
        values["tcpi_lost"] = Segments(board.Lost(), sender.Mss());
        values["tcpi_unacked"] = Segments(sender.FlightSize(), sender.Mss());
        values["tcpi_snd_wnd"] = sender.Wnd();
    }

    void ReadSender(const tcplifecycle::SendDone& /* sender */)
    {
    }

    template <typename StateType>
    auto ReadReceiver(const StateType& state, int /* preferred */) -> decltype(state.rcv, void())
    {
        ReadReceiver(state.rcv);
    }

    template <typename StateType>
    void ReadReceiver(const StateType& /* state */, long /* otherwise */)
    {
    }

    void ReadReceiver(const tcplifecycle::Receiver& receiver)
    {
        values["tcpi_rcv_wscale"] = Pick(receiver, "Rcv.Wind.Shift");
    }

    void ReadReceiver(const tcplifecycle::ReceiveDone& /* receiver */)
    {
    }
};

Values
Read(const TcpLifecycleSocket& socket)
{
    Values values;
    const auto& connection = socket.GetConnection();
    const auto status = connection.GetStatus();
    values["tcpi_snd_mss"] = status.mss;
    values["tcpi_advmss"] = connection.GetSegmentSizes().receive;
    values["tcpi_rto"] = Microseconds(status.rto);
    values["tcpi_rtt"] = Microseconds(status.smoothedRtt);
    for (const char* name : {"tcpi_rttvar",
                             "tcpi_snd_wscale",
                             "tcpi_rcv_wscale",
                             "tcpi_retransmits",
                             "tcpi_sacked",
                             "tcpi_lost",
                             "tcpi_unacked",
                             "tcpi_snd_wnd",
                             "tcpi_ca_state"})
    {
        values[name] = 0;
    }
    std::visit(HalvesReader{values}, connection.Data());
    values["tcpi_snd_ssthresh"] = NO_THRESHOLD;
    UintegerValue initialWindow;
    socket.GetAttribute("InitialCwnd", initialWindow);
    values["tcpi_snd_cwnd"] = static_cast<int64_t>(initialWindow.Get());
    if (const auto congestion = socket.GetCongestionState())
    {
        AddCongestion(values, congestion);
    }
    const bool scaling = values["tcpi_snd_wscale"] != 0 || values["tcpi_rcv_wscale"] != 0;
    values["tcpi_options"] = (connection.GetTimestamping().InUse() ? TIMESTAMPS_IN_USE : 0) |
                             (connection.SackInUse() ? SACK_IN_USE : 0) |
                             (scaling ? SCALING_IN_USE : 0) |
                             (connection.EcnInUse() ? ECN_IN_USE : 0);
    return values;
}

Values
Read(const TracedTcpSocket& socket)
{
    Values values;
    const auto congestion = socket.GetCongestionState();
    const uint32_t mss = congestion->m_segmentSize;
    AddCongestion(values, congestion);
    values["tcpi_snd_mss"] = mss;
    values["tcpi_rtt"] = congestion->m_lastRtt.Get().GetMicroSeconds();
    values["tcpi_unacked"] = Segments(socket.GetBytesInFlight(), mss);
    return values;
}

Values
Read(const HostSocket& socket)
{
    Values values;
    if (const auto lifecycle = DynamicCast<TcpLifecycleSocket>(socket.Get()))
    {
        values = Read(*lifecycle);
    }
    else if (const auto traced = DynamicCast<TracedTcpSocket>(socket.Get()))
    {
        values = Read(*traced);
    }
    values["tcpi_state"] = ToLinux(socket.GetState());
    const int64_t queued = socket.GetQueued();
    values["tcpi_notsent_bytes"] = queued - std::min<int64_t>(queued, socket.GetInFlight());
    return values;
}

} // namespace

std::vector<std::string>
TcpInfoNames(const Stack& stack)
{
    std::vector<std::string> names = {
        "tcpi_state",
        "tcpi_notsent_bytes",
        "tcpi_snd_cwnd",
        "tcpi_snd_ssthresh",
        "tcpi_ca_state",
        "tcpi_snd_mss",
        "tcpi_rtt",
        "tcpi_unacked",
    };
    if (stack.GetName() == "lifecycle")
    {
        names.insert(names.end(),
                     {"tcpi_options",
                      "tcpi_rto",
                      "tcpi_rttvar",
                      "tcpi_advmss",
                      "tcpi_snd_wscale",
                      "tcpi_rcv_wscale",
                      "tcpi_retransmits",
                      "tcpi_sacked",
                      "tcpi_lost",
                      "tcpi_snd_wnd"});
    }
    return names;
}

std::optional<int64_t>
TcpInfoValue(const HostSocket& socket, const std::string& name)
{
    const Values values = Read(socket);
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::make_optional(found->second);
}

} // namespace tcplab::drill
