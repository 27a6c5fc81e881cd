// SPDX-License-Identifier: GPL-2.0-only
//
// What a connection costs from its SYN to TIME-WAIT, however many rest there: time of the
// processor, of both ends and all that lies between them.

#include "connection-churn.h"
#include "own-process.h"
#include "row.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-address.h"
#include "ns3/simulator.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/udp-socket-factory.h"

#include <ctime>
#include <stdexcept>
#include <string>

using namespace ns3;

namespace
{

/// A connection of a client that sends once and closes: SYN, SYN,ACK, ACK, text, its ACK, FIN,
/// FIN,ACK (or ACK and FIN), ACK.
constexpr uint32_t SEGMENTS = 8;

constexpr const char* UNIT = "us/connection";

/// Octets of a datagram's text: what a TCP header has, and no text.
constexpr uint32_t DATAGRAM = 20;

/// \return time of the processor that this process has used, in µs
double
CpuTime()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

/// Runs the simulation to its end. \return time of the processor that it took, in µs
double
Run()
{
    const double before = CpuTime();
    Simulator::Run();
    return CpuTime() - before;
}

/// What a connection costs while those before it rest in TIME-WAIT: none of them leaves it.
template <Tcp TCP, uint32_t CONNECTIONS>
void
Churn(benchmark::State& state)
{
    MeasureInOwnProcess(state, []() {
        ConnectionHosts hosts;
        ConnectionChurn churn(hosts, TCP, ConnectionChurn::Use::OpenSendClose, CONNECTIONS);
        churn.Schedule();
        Simulator::Stop(churn.GetDuration());
        const double time = Run();
        churn.CheckThatAllWereOpened();
        return time / CONNECTIONS;
    });
}

/// What the packets of so many connections cost below TCP.
template <uint32_t CONNECTIONS>
void
Datagrams(benchmark::State& state)
{
    MeasureInOwnProcess(state, []() {
        ConnectionHosts hosts;
        const auto create = [](Ptr<Node> node) {
            return Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        };
        uint32_t arrived = 0;
        const auto receiver = create(hosts.GetServer());
        receiver->Bind(InetSocketAddress(Ipv4Address::GetAny(), ConnectionHosts::PORT));
        receiver->SetRecvCallback(Callback<void, Ptr<Socket>>([&arrived](Ptr<Socket> socket) {
            while (socket->Recv())
            {
                ++arrived;
            }
        }));
        const auto sender = create(hosts.GetClient());
        sender->Connect(hosts.GetServerName());
        constexpr uint32_t DATAGRAMS = SEGMENTS * CONNECTIONS;
        const Time interval = ConnectionChurn::Interval() / SEGMENTS;
        for (uint32_t i = 0; i < DATAGRAMS; ++i)
        {
            Simulator::Schedule(i * interval,
                                [sender]() { sender->Send(Create<Packet>(DATAGRAM)); });
        }
        const double time = Run();
        if (arrived != DATAGRAMS)
        {
            throw std::runtime_error("not all datagrams arrived");
        }
        return time / CONNECTIONS;
    });
}

/// What a connection costs that is opened, used, closed, and rests until it leaves TIME-WAIT, when
/// all of them rest at the same time.
template <uint32_t CONNECTIONS>
void
Growth(benchmark::State& state)
{
    MeasureInOwnProcess(state, []() {
        ConnectionHosts hosts(ConnectionHosts::Family::Ipv4, ConnectionHosts::MOST_ADDRESSES);
        ConnectionChurn churn(hosts,
                              Tcp::Lifecycle,
                              ConnectionChurn::Use::OpenSendClose,
                              CONNECTIONS);
        churn.RestForLong();
        churn.ScheduleByTurns();
        Simulator::Schedule(churn.GetDuration(),
                            [&hosts]() { hosts.CheckTimeWaitCount(CONNECTIONS); });
        const double time = Run();
        churn.CheckThatAllWereOpened();
        hosts.CheckTimeWaitCount(0);
        return time / CONNECTIONS;
    });
}

template <uint32_t CONNECTIONS>
void
AddChurn(std::vector<Row>& rows, Bar toTcpSocketBase)
{
    const std::string what = "churn: CPU per connection at " + std::to_string(CONNECTIONS);
    constexpr bool SHORT = CONNECTIONS <= 2000; // a run takes a few hundredths of a second
    const auto runs = SHORT ? Row::Runs::Always : Row::Runs::UnlessQuick;
    constexpr int TIMES = SHORT ? 5 : 1;
    rows.push_back({what + ", to UDP, the floor",
                    UNIT,
                    Bar::AtMost(2),
                    &Churn<Tcp::Lifecycle, CONNECTIONS>,
                    &Datagrams<CONNECTIONS>,
                    Sampling::Whole,
                    runs,
                    TIMES});
    rows.push_back({what + ", to TcpSocketBase",
                    UNIT,
                    toTcpSocketBase,
                    &Churn<Tcp::Lifecycle, CONNECTIONS>,
                    &Churn<Tcp::Ns3, CONNECTIONS>,
                    Sampling::Whole,
                    runs,
                    TIMES});
}

} // namespace

std::vector<Row>
ConnectionRows()
{
    std::vector<Row> rows;
    AddChurn<500>(rows, Bar::AtMost(0.4));
    AddChurn<2000>(rows, Bar::None());
    AddChurn<4000>(rows, Bar::None());
    AddChurn<8000>(rows, Bar::None());
    AddChurn<16000>(rows, Bar::AtMost(0.07));
    rows.push_back({"growth: CPU per connection at 10 000 at rest, to that at 1000",
                    UNIT,
                    Bar::AtMost(1.25),
                    &Growth<10000>,
                    &Growth<1000>,
                    Sampling::Whole});
    rows.push_back({"growth: CPU per connection at 1 000 000 at rest, to that at 1000",
                    UNIT,
                    Bar::AtMost(1.25),
                    &Growth<1000000>,
                    &Growth<1000>,
                    Sampling::Whole,
                    Row::Runs::UnlessQuick});
    return rows;
}
