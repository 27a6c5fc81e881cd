// SPDX-License-Identifier: GPL-2.0-only

#include "soak-run.h"

#include "dice.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/integer.h"
#include "ns3/string.h"
#include "ns3/tcp-lifecycle-socket.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <map>

using namespace ns3;

namespace
{

/// Of IP and TCP without options, in octets.
constexpr uint32_t HEADERS = 40;

/// Of ns-3's attribute SegmentSize, in octets.
constexpr uint32_t DEFAULT_SEGMENT_SIZE = 536;

/// The least that a path of IPv6 must carry (RFC 8200, section 5), in octets.
constexpr uint16_t MIN_MTU_IPV6 = 1280;

/// More text than this in one direction costs more than it finds, in octets.
constexpr double MOST_OCTETS = 1'500'000;

/// Segments of a run in one direction, at most; and where so many are lost that each takes long.
constexpr double MOST_SEGMENTS = 1500;
constexpr double MOST_SEGMENTS_OF_A_BAD_PATH = 100;

/// From this loss on a path is bad: what gives up after few retries would give up often.
constexpr double BAD_LOSS = 0.1;

/// A queue never holds more than what the narrowest link carries in this time, so that it is the
/// path that a connection gives up on and not its own queue.
constexpr double LONGEST_TRANSFER_SECONDS = 30;

/**
 * TcpSocketBase up to ns-3.37 crashes when it fills the peer's window to the last octet
 * (TcpTxBuffer::NextSeg finds a segment of no octets then). It must have less to send, and our end
 * must read at once what comes.
 */
constexpr uint32_t SEND_BUFFER_OF_NS3 = 60'000;

/// Puts together what one run is.
class Drawer
{
  public:
    explicit Drawer(uint32_t seed)
        : m_dice(seed)
    {
        m_run.seed = seed;
    }

    SoakRun Draw()
    {
        DrawNetwork();
        DrawDisturbance();
        DrawAlgorithms();
        const bool many =
            m_run.topology == SoakTopology::Dumbbell || m_run.topology == SoakTopology::Csma;
        m_run.connections.resize(many ? m_dice.Between(1, 3) : 1);
        for (auto& connection : m_run.connections)
        {
            DrawConnection(connection);
        }
        return m_run;
    }

  private:
    void DrawNetwork()
    {
        m_run.topology = m_dice.OneOf<SoakTopology>({SoakTopology::Direct,
                                                     SoakTopology::Router,
                                                     SoakTopology::Csma,
                                                     SoakTopology::Dumbbell});
        m_run.ipv6 = m_dice.OnceIn(2);
        m_run.rate = DataRate(static_cast<uint64_t>(m_dice.Magnitude(1e4, 1e11)));
        m_run.delay = NanoSeconds(m_dice.Magnitude(1e4, 3e8));
        if (m_run.topology == SoakTopology::Csma)
        {
            // A bus is busy while a frame is on its way, and whoever waits for it asks it each
            // millisecond at least. ARP gives up after three seconds, however long a queue is.
            m_run.rate = std::max(m_run.rate, DataRate("10Mbps"));
            m_run.delay = std::min(m_run.delay, MicroSeconds(100));
        }
        m_run.mtu = DrawMtu();
        m_run.middleMtu = m_run.mtu;
        const bool routed =
            m_run.topology == SoakTopology::Router || m_run.topology == SoakTopology::Dumbbell;
        if (m_dice.OnceIn(2))
        {
            m_run.queueLength = m_dice.Between(5, 100);
        }
        const auto disc = m_dice.OneOf<const char*>({"",
                                                     "",
                                                     "ns3::FqCoDelQueueDisc",
                                                     "ns3::CoDelQueueDisc",
                                                     "ns3::PfifoFastQueueDisc",
                                                     "ns3::RedQueueDisc"});
        const bool marks = m_dice.OnceIn(2);
        const bool narrower = m_dice.OnceIn(6);
        if (routed)
        {
            m_run.queueDisc = disc;
            m_run.queueDiscMarks = marks;
            m_narrower = narrower;
        }
        m_run.checksums = m_dice.OnceIn(4);
    }

    uint16_t DrawMtu()
    {
        const auto small =
            m_run.ipv6 ? m_dice.Between(MIN_MTU_IPV6, 1500) : m_dice.Between(128, 1500);
        auto mtu = m_dice.OneOf<uint64_t>({1500, 1500, 1500, small, small, 9000, 65535});
        if (m_run.topology == SoakTopology::Csma)
        {
            mtu = std::min<uint64_t>(mtu, 9000);
        }
        // No packet takes a link longer than two seconds.
        mtu = std::min<uint64_t>(mtu, 2 * m_run.rate.GetBitRate() / 8);
        return static_cast<uint16_t>(mtu);
    }

    void DrawDisturbance()
    {
        SoakDisturbance& disturbance = m_run.disturbance;
        const double bad = BAD_LOSS + 0.2 * m_dice.Between(0, 1000) / 1000;
        disturbance.loss = m_dice.OneOf<double>({0, 0, 0, 0.001, 0.01, 0.03, 0.1, bad});
        if (m_dice.OnceIn(3))
        {
            disturbance.jitter = MicroSeconds(m_dice.Magnitude(1, 500'000));
            disturbance.repeat = m_dice.OneOf<double>({0, 0.02, 0.2});
        }
        const Time start = MicroSeconds(m_dice.Magnitude(1e3, 1e8));
        const Time length = MilliSeconds(m_dice.Magnitude(100, 100'000));
        const bool forEver = m_dice.OnceIn(10);
        if (m_dice.OnceIn(8))
        {
            disturbance.outageStart = start;
            disturbance.outageLength = forEver ? Days(36500) : length;
        }
        if (m_narrower && disturbance.loss <= 0.01)
        {
            // IPv4's routers fragment then, and IPv6's say that a packet is too big.
            m_run.middleMtu = m_run.ipv6 ? MIN_MTU_IPV6 : std::max(m_run.mtu / 2, 128);
        }
    }

    void DrawAlgorithms()
    {
        m_run.congestionType = m_dice.OneOf<const char*>({"ns3::TcpNewReno",
                                                          "ns3::TcpLinuxReno",
                                                          "ns3::TcpCubic",
                                                          "ns3::TcpBic",
                                                          "ns3::TcpBbr",
                                                          "ns3::TcpDctcp",
                                                          "ns3::TcpHighSpeed",
                                                          "ns3::TcpHtcp",
                                                          "ns3::TcpHybla",
                                                          "ns3::TcpIllinois",
                                                          "ns3::TcpLedbat",
                                                          "ns3::TcpLp",
                                                          "ns3::TcpScalable",
                                                          "ns3::TcpVegas",
                                                          "ns3::TcpVeno",
                                                          "ns3::TcpWestwood",
                                                          "ns3::TcpYeah"});
        m_run.recoveryType =
            m_dice.OneOf<const char*>({"ns3::TcpClassicRecovery", "ns3::TcpPrrRecovery"});
    }

    void DrawConnection(SoakConnectionPlan& connection)
    {
        const auto ns3 = m_dice.Between(0, 9); // two in ten each have ns-3's TCP at one end
        connection.ends[SOAK_CLIENT].ours = ns3 > 1;
        connection.ends[SOAK_SERVER].ours = ns3 != 2 && ns3 != 3;
        connection.ending = m_dice.OneOf<SoakEnding>({SoakEnding::ClientFirst,
                                                      SoakEnding::ServerFirst,
                                                      SoakEnding::BothAtOnce,
                                                      SoakEnding::HalfClose,
                                                      SoakEnding::WhenSent});
        const bool bothOurs =
            connection.ends[SOAK_CLIENT].ours && connection.ends[SOAK_SERVER].ours;
        std::array<Limits, 2> limits;
        for (const uint32_t side : {SOAK_CLIENT, SOAK_SERVER})
        {
            SoakEnd& end = connection.ends.at(side);
            limits.at(side) = end.ours ? DrawOurs(end.plan, bothOurs) : DrawNs3s(end.plan);
            DrawUser(end.plan, bothOurs);
        }
        for (const uint32_t side : {SOAK_CLIENT, SOAK_SERVER})
        {
            TransferPlan& plan = connection.ends.at(side).plan;
            const double most = MostOctets(limits.at(side),
                                           limits.at(1 - side),
                                           plan,
                                           connection.ends.at(1 - side).plan);
            const bool none = m_dice.OnceIn(5);
            const auto octets = static_cast<uint64_t>(m_dice.Magnitude(1, most + 1));
            plan.octets = none ? 0 : octets;
        }
        Part(connection);
    }

    /// What bounds how much text one end sends at a time.
    struct Limits
    {
        uint32_t segment{0};       ///< octets of text
        uint32_t sendBuffer{0};    ///< octets
        uint32_t receiveBuffer{0}; ///< octets
    };

    /// Sets an attribute of our socket if there is one of that name.
    template <class Value>
    void SetOurs(TransferPlan& plan, const char* name, const Value& value) const
    {
        TypeId::AttributeInformation information;
        if (TcpLifecycleSocket::GetTypeId().LookupAttributeByName(name, &information))
        {
            plan.Set(name, value);
        }
    }

    /// An attribute of ours is set in one of so many runs.
    template <class Value>
    void SetOursOnceIn(uint64_t times, TransferPlan& plan, const char* name, const Value& value)
    {
        if (m_dice.OnceIn(times))
        {
            SetOurs(plan, name, value);
        }
    }

    uint32_t DrawBuffer()
    {
        const auto usual = static_cast<uint32_t>(m_dice.Magnitude(1000, 500'000));
        return m_dice.OneOf<uint32_t>({usual, usual, usual, usual, 131072, 131072, 200, 1});
    }

    void DrawRetries(TransferPlan& plan)
    {
        // Segments that are repeated each four minutes live longer than two: a FIN would meet a
        // peer that has left TIME-WAIT.
        if (m_run.disturbance.MayMakeGiveUp())
        {
            plan.Set("MaxSegLifetime", DoubleValue(600));
        }
        const bool bad = m_run.disturbance.loss > BAD_LOSS;
        plan.Set("DataRetries", UintegerValue(bad ? m_dice.Between(10, 16) : m_dice.Between(6, 8)));
        plan.Set("ConnCount", UintegerValue(bad ? m_dice.Between(10, 16) : m_dice.Between(6, 8)));
    }

    Limits DrawOurs(TransferPlan& plan, bool bothOurs)
    {
        Limits limits;
        limits.segment = std::min(m_run.mtu, m_run.middleMtu) - HEADERS;
        limits.sendBuffer = DrawBuffer();
        limits.receiveBuffer = DrawBuffer();
        const auto smallWindow = static_cast<uint32_t>(m_dice.Magnitude(1, 65535));
        const bool windowIsSmall = m_dice.OnceIn(8);
        if (!bothOurs)
        {
            limits.receiveBuffer = 131072;
        }
        else if (windowIsSmall)
        {
            plan.Set("MaxWindowSize", UintegerValue(smallWindow));
            limits.receiveBuffer = std::min(limits.receiveBuffer, smallWindow);
        }
        plan.Set("SndBufSize", UintegerValue(limits.sendBuffer));
        plan.Set("RcvBufSize", UintegerValue(limits.receiveBuffer));
        if (m_dice.OnceIn(4))
        {
            const auto size = static_cast<uint32_t>(m_dice.Magnitude(1, limits.segment));
            plan.Set("SegmentSize", UintegerValue(size));
            limits.segment = size;
        }
        else if (m_dice.OnceIn(6))
        {
            plan.Set("MssFromMtu", BooleanValue(false));
            limits.segment = std::min(limits.segment, DEFAULT_SEGMENT_SIZE);
        }
        SetOurs(plan, "WindowScaling", BooleanValue(!m_dice.OnceIn(4)));
        SetOurs(plan, "Timestamp", BooleanValue(m_dice.OnceIn(2)));
        SetOurs(plan, "Sack", BooleanValue(!m_dice.OnceIn(3)));
        SetOurs(plan,
                "UseEcn",
                StringValue(m_dice.OneOf<const char*>({"Off", "On", "AcceptOnly"})));
        SetOurs(plan, "LimitedTransmit", BooleanValue(!m_dice.OnceIn(4)));
        SetOurs(plan, "TcpNoDelay", BooleanValue(m_dice.OnceIn(2)));
        SetOurs(plan, "DelAckCount", UintegerValue(m_dice.Between(1, 4)));
        SetOurs(plan, "InitialCwnd", UintegerValue(m_dice.Between(1, 10)));
        SetOursOnceIn(4, plan, "DelAckTimeout", TimeValue(MilliSeconds(m_dice.Between(1, 499))));
        SetOursOnceIn(4, plan, "MinRto", TimeValue(MilliSeconds(m_dice.Between(200, 999))));
        SetOursOnceIn(8, plan, "PersistTimeout", TimeValue(Seconds(m_dice.Between(1, 10))));
        SetOursOnceIn(8, plan, "Rfc5961", BooleanValue(false));
        SetOursOnceIn(8, plan, "TimeWaitRst", StringValue("Ignore"));
        SetOursOnceIn(3, plan, "Isn", IntegerValue(UINT32_MAX - m_dice.Between(0, 300'000)));
        DrawRetries(plan);
        return limits;
    }

    Limits DrawNs3s(TransferPlan& plan)
    {
        Limits limits;
        limits.segment = m_dice.Between(88, m_run.mtu - HEADERS);
        if (m_dice.OnceIn(2))
        {
            limits.segment = DEFAULT_SEGMENT_SIZE;
        }
        limits.sendBuffer = SEND_BUFFER_OF_NS3;
        limits.receiveBuffer = 131072;
        plan.Set("SegmentSize", UintegerValue(limits.segment));
        plan.Set("SndBufSize", UintegerValue(limits.sendBuffer));
        plan.Set("WindowScaling", BooleanValue(!m_dice.OnceIn(4)));
        plan.Set("Timestamp", BooleanValue(!m_dice.OnceIn(3)));
        plan.Set("Sack", BooleanValue(!m_dice.OnceIn(3)));
        plan.Set("TcpNoDelay", BooleanValue(m_dice.OnceIn(2)));
        plan.Set("DelAckCount", UintegerValue(m_dice.Between(1, 3)));
        DrawRetries(plan);
        return limits;
    }

    void DrawUser(TransferPlan& plan, bool bothOurs)
    {
        plan.sendSize = m_dice.OneOf<uint32_t>({1, 100, 1000, 8192, 8192, 100'000});
        const auto readSize = m_dice.OneOf<uint32_t>({1, 500, 4000, UINT32_MAX, UINT32_MAX});
        const auto readPause = MicroSeconds(m_dice.OneOf<uint64_t>({0, 0, 0, 100, 3000}));
        const auto readStart = MilliSeconds(m_dice.Magnitude(1, 600'000));
        const bool startsLate = m_dice.OnceIn(12);
        if (bothOurs)
        {
            plan.readSize = readSize;
            plan.readPause = readPause;
            plan.readStart = startsLate ? readStart : Time(0);
        }
    }

    /// \return how much the one end may send to the other one so that a run is cheap
    double MostOctets(const Limits& sender,
                      const Limits& receiver,
                      const TransferPlan& sending,
                      const TransferPlan& reading) const
    {
        const double segment = std::min({sender.segment,
                                         receiver.segment,
                                         sender.sendBuffer,
                                         receiver.receiveBuffer,
                                         sending.sendSize,
                                         reading.readSize});
        const double segments =
            m_run.disturbance.loss > BAD_LOSS ? MOST_SEGMENTS_OF_A_BAD_PATH : MOST_SEGMENTS;
        return std::min(
            {MOST_OCTETS,
             segments * segment,
             m_run.rate.GetBitRate() / 8.0 * LONGEST_TRANSFER_SECONDS / m_run.connections.size()});
    }

    /// Sets what the plans say of the connection's end.
    static void Part(SoakConnectionPlan& connection)
    {
        TransferPlan& client = connection.ends[SOAK_CLIENT].plan;
        TransferPlan& server = connection.ends[SOAK_SERVER].plan;
        client.closing = TransferClosing::WhenDone;
        server.closing = TransferClosing::AfterPeer;
        switch (connection.ending)
        {
        case SoakEnding::ClientFirst:
            break;
        case SoakEnding::ServerFirst:
            std::swap(client.closing, server.closing);
            break;
        case SoakEnding::HalfClose:
            client.closing = TransferClosing::WhenSent;
            server.sendAfterPeer = true;
            break;
        case SoakEnding::BothAtOnce:
            client.closing = TransferClosing::ByTest;
            server.closing = TransferClosing::ByTest;
            break;
        case SoakEnding::WhenSent:
            client.closing = TransferClosing::WhenSent;
            server.closing = TransferClosing::WhenSent;
            break;
        }
        // With both users gone, an end in FIN-WAIT-2 whose peer has given up would wait for ever,
        // as RFC 9293 has it.
        for (SoakEnd& end : connection.ends)
        {
            if (end.ours && connection.ending == SoakEnding::BothAtOnce)
            {
                end.plan.Set("FinWait2Timeout", TimeValue(Hours(1)));
            }
        }
    }

    Dice m_dice;
    SoakRun m_run;
    bool m_narrower{false}; ///< the links in the middle have a smaller MTU, unless much is lost
};

const char*
NameOf(SoakTopology topology)
{
    switch (topology)
    {
    case SoakTopology::Direct:
        return "a direct link";
    case SoakTopology::Router:
        return "a router";
    case SoakTopology::Csma:
        return "a bus";
    case SoakTopology::Dumbbell:
        return "a dumbbell";
    }
    return "?";
}

const char*
NameOf(SoakEnding ending)
{
    switch (ending)
    {
    case SoakEnding::ClientFirst:
        return "the client closes first";
    case SoakEnding::ServerFirst:
        return "the server closes first";
    case SoakEnding::BothAtOnce:
        return "both close at once";
    case SoakEnding::HalfClose:
        return "the server sends when the client has closed";
    case SoakEnding::WhenSent:
        return "each closes when it has sent";
    }
    return "?";
}

void
Print(std::ostream& stream, const SoakEnd& end)
{
    const TransferPlan& plan = end.plan;
    stream << (end.ours ? "" : "ns-3's TCP, ") << plan.octets << " octets, sends of "
           << plan.sendSize;
    if (plan.readSize != UINT32_MAX)
    {
        stream << ", reads of " << plan.readSize;
    }
    if (plan.readPause > Time(0))
    {
        stream << " each " << plan.readPause.As(Time::US);
    }
    if (plan.readStart > Time(0))
    {
        stream << ", reads from " << plan.readStart.As(Time::S) << " on";
    }
    for (const auto& [name, value] : plan.attributes)
    {
        stream << ", " << name << "=" << value->SerializeToString(nullptr);
    }
}

} // namespace

SoakRun
SoakRun::Draw(uint32_t seed)
{
    return Drawer(seed).Draw();
}

std::ostream&
operator<<(std::ostream& stream, const SoakRun& run)
{
    stream << "  " << NameOf(run.topology) << ", " << (run.ipv6 ? "IPv6" : "IPv4") << ", "
           << run.rate << ", " << run.delay.As(Time::US) << " a link, MTU " << run.mtu;
    if (run.middleMtu != run.mtu)
    {
        stream << " and " << run.middleMtu;
    }
    if (run.queueLength > 0)
    {
        stream << ", queues of " << run.queueLength << " packets";
    }
    if (!run.queueDisc.empty())
    {
        stream << ", " << run.queueDisc << (run.queueDiscMarks ? " that marks" : "");
    }
    const SoakDisturbance& disturbance = run.disturbance;
    stream << (run.checksums ? ", checksums" : "") << "; loss " << disturbance.loss << ", jitter "
           << disturbance.jitter.As(Time::US) << ", repeats " << disturbance.repeat;
    if (disturbance.outageLength > Time(0))
    {
        stream << ", all is lost from " << disturbance.outageStart.As(Time::S) << " for "
               << disturbance.outageLength.As(Time::S);
    }
    stream << "; " << run.congestionType << ", " << run.recoveryType << "\n";
    for (const auto& connection : run.connections)
    {
        stream << "  " << NameOf(connection.ending) << "\n    client: ";
        Print(stream, connection.ends[SOAK_CLIENT]);
        stream << "\n    server: ";
        Print(stream, connection.ends[SOAK_SERVER]);
        stream << "\n";
    }
    return stream;
}
