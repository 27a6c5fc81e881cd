// SPDX-License-Identifier: GPL-2.0-only

// A four-tuple that is used again at once (Msl 0), or after its host has forgotten everything: does
// the new incarnation start past what the old one has sent? RFC 9293, section 3.4.1, wants a clock
// for that. A clock keeps the promise up to the rate of an octet a tick.

#include "two-hosts.h"

#include "ns3/packet.h"

#include <cmath>
#include <ostream>

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 1000;
const Time EVERY = MilliSeconds(10);

/// One incarnation of the connection from A, port 1000, to B, port 80.
struct Incarnation
{
    uint32_t isn{0};    ///< of A
    uint32_t sndNxt{0}; ///< of A, after its FIN: the first number that it has not used
};

/// \return whether a number lies past another one, or is that one (RFC 9293, section 3.4)
bool
IsAtOrPast(uint32_t number, uint32_t other)
{
    return static_cast<int32_t>(number - other) >= 0;
}

class IsnReuse : public TwoHosts
{
  protected:
    /// \param generator of A and B, ns-3's name of it
    void UseGenerator(const std::string& generator)
    {
        Config::SetDefault("ns3::TcpLifecycleL4Protocol::IsnGenerator", StringValue(generator));
        Config::SetDefault("ns3::TcpLifecycleSocket::Msl", TimeValue(Time(0)));
        Install();
        Tcp(1)->TraceConnectWithoutContext("Transition", MakeCallback(&IsnReuse::StopWhenClosed));
        Tcp(0)->TraceConnectWithoutContext("Isn", MakeCallback(&IsnReuse::RecordIsn, this));
        m_loss->SetAttribute("ErrorRate", DoubleValue(1));
        m_loss->SetAttribute("ErrorUnit", StringValue("ERROR_UNIT_PACKET"));
        m_loss->Disable();
        devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(m_loss));
        const auto listener = Listen();
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&IsnReuse::Serve, this));
    }

    /**
     * Opens, sends and closes; the simulation goes on until the last end is CLOSED.
     * \param bytesPerSecond how fast the user sends
     * \param seconds for how long
     */
    Incarnation RunIncarnation(double bytesPerSecond, double seconds)
    {
        const auto client = Open();
        const auto chunks = static_cast<int>(seconds / EVERY.GetSeconds());
        const auto chunk = static_cast<uint32_t>(bytesPerSecond * EVERY.GetSeconds());
        for (int i = 0; i < chunks; ++i)
        {
            Simulator::Schedule(EVERY * i,
                                [client, chunk] { client->Send(Create<Packet>(chunk)); });
        }
        Simulator::Schedule(EVERY * chunks, [client] { client->Close(); });
        Simulator::Run();
        EXPECT_EQ(changesOfA.back().text, "TIME-WAIT -> CLOSED");
        EXPECT_EQ(changesOfB.back().text, "LAST-ACK -> CLOSED");
        return {isn, isn + chunk * chunks + 2};
    }

    Ptr<TcpLifecycleSocket> Open()
    {
        const auto client = NewSocket(0);
        EXPECT_EQ(client->Bind(AnyAddress(PORT)), 0);
        EXPECT_EQ(client->Connect(AddressOf(1, 80)), 0);
        return client;
    }

    /// A forgets its connection without a word, and its generator is a new one.
    void Reboot(const Ptr<TcpLifecycleSocket>& client)
    {
        m_loss->Enable();
        client->Abort();
        Simulator::Stop(MilliSeconds(50));
        Simulator::Run();
        m_loss->Disable();
        Tcp(0)->SetIsnGeneratorType(Tcp(0)->GetIsnGeneratorType());
    }

    /// \return of how many reboots a connection of the same four-tuple starts past the old one
    int CountKept(int reboots, int connectionsBefore)
    {
        int kept = 0;
        for (int i = 0; i < reboots; ++i)
        {
            for (int j = 0; j < connectionsBefore; ++j)
            {
                NewSocket(0)->Connect(AddressOf(1, 81)); // nobody listens there
            }
            const auto client = Open();
            const uint32_t before = isn;
            Simulator::Schedule(MilliSeconds(100),
                                [client] { client->Send(Create<Packet>(1000)); });
            Simulator::Stop(MilliSeconds(200));
            Simulator::Run();
            Reboot(client);
            const auto again = Open();
            kept += IsAtOrPast(isn, before + 1001) ? 1 : 0;
            Reboot(again);
        }
        return kept;
    }

    uint32_t isn{0}; ///< the last one that A has chosen

  private:
    void RecordIsn(const Address& /* local */,
                   const Address& /* remote */,
                   const std::string& /* generator */,
                   uint32_t value)
    {
        isn = value;
    }

    static void StopWhenClosed(const TcpLifecycleTransition& transition)
    {
        if (transition.from == tcplifecycle::State::LastAck)
        {
            Simulator::Stop();
        }
    }

    /// B reads everything, and closes when A does.
    void Serve(Ptr<Socket> socket, const Address& /* from */)
    {
        socket->SetRecvCallback(MakeCallback(&IsnReuse::ReadAll));
        socket->SetCloseCallbacks(MakeCallback(&IsnReuse::ReadAllAndClose),
                                  MakeNullCallback<void, Ptr<Socket>>());
    }

    static void ReadAll(Ptr<Socket> socket)
    {
        socket->Recv();
    }

    static void ReadAllAndClose(Ptr<Socket> socket)
    {
        socket->Recv();
        socket->Close();
    }

    const Ptr<RateErrorModel> m_loss{CreateObject<RateErrorModel>()}; ///< of all that A sends
};

/// A generator, how fast the old incarnation sends for 20 s, and whether the new one starts past
/// it.
struct Promise
{
    const char* name;
    const char* generator;
    double bytesPerSecond;
    bool kept;
};

void
PrintTo(const Promise& promise, std::ostream* os)
{
    *os << promise.generator << " at " << promise.bytesPerSecond << " B/s";
}

class IsnPromise : public IsnReuse, public ::testing::WithParamInterface<Promise>
{
};

} // namespace

TEST_P(IsnPromise, HoldsUpToItsRate)
{
    UseGenerator(GetParam().generator);
    const Incarnation old = RunIncarnation(GetParam().bytesPerSecond, 20);
    Open();
    EXPECT_EQ(IsAtOrPast(isn, old.sndNxt), GetParam().kept)
        << "it used " << old.isn << " to " << old.sndNxt - 1 << ", the next one begins at " << isn;
}

// A tick of 4 us is 250 kB/s; 4.4BSD's 64000 each half second are 128 kB/s.
const Promise PROMISES[] = {
    {"ClockBelow250kB", "ns3::TcpIsnClock", 245e3, true},
    {"ClockAbove250kB", "ns3::TcpIsnClock", 255e3, false},
    {"Rfc6528Below250kB", "ns3::TcpIsnRfc6528", 245e3, true},
    {"Rfc6528Above250kB", "ns3::TcpIsnRfc6528", 255e3, false},
    {"BsdBelow128kB", "ns3::TcpIsnBsd", 125e3, true},
    {"BsdAbove128kB", "ns3::TcpIsnBsd", 136e3, false},
    {"ConstantBreaksItAtAnyRate", "ns3::TcpIsnConstant", 100, false},
};

INSTANTIATE_TEST_SUITE_P(All, IsnPromise, ::testing::ValuesIn(PROMISES), [](const auto& info) {
    return std::string(info.param.name);
});

TEST_F(IsnReuse, RandomNumbersPromiseNothing)
{
    UseGenerator("ns3::TcpIsnRandom");
    int kept = 0;
    Incarnation old = RunIncarnation(1000, 1);
    for (int i = 0; i < 40; ++i)
    {
        const Incarnation next = RunIncarnation(1000, 1);
        kept += IsAtOrPast(next.isn, old.sndNxt) ? 1 : 0;
        old = next;
    }
    // Half of the sequence space lies past a number: 20 on average, with a deviation of 3.2.
    EXPECT_GT(kept, 7);
    EXPECT_LT(kept, 33);
}

// RFC 9293, section 3.4.3: a host that has lost its memory must not use numbers again, either. The
// simulator's clock goes on.

TEST_F(IsnReuse, ClockKeepsItsPromiseAfterAReboot)
{
    UseGenerator("ns3::TcpIsnClock");
    EXPECT_EQ(CountKept(20, 0), 20);
}

TEST_F(IsnReuse, Rfc6528KeepsItsPromiseAfterARebootIfItsSecretIsKept)
{
    Config::SetDefault("ns3::TcpIsnRfc6528::Secret", StringValue("0001020304"));
    UseGenerator("ns3::TcpIsnRfc6528");
    EXPECT_EQ(CountKept(20, 0), 20);
}

TEST_F(IsnReuse, Rfc6528BreaksItsPromiseAfterARebootWithANewSecret)
{
    UseGenerator("ns3::TcpIsnRfc6528");
    const int kept = CountKept(20, 0);
    EXPECT_GT(kept, 0);
    EXPECT_LT(kept, 20);
}

TEST_F(IsnReuse, BsdKeepsItsPromiseAfterARebootThatForgetsFewConnections)
{
    // Half a second is worth one connection.
    Config::SetDefault("ns3::TcpIsnBsd::PerConnection", UintegerValue(0));
    Config::SetDefault("ns3::TcpIsnBsd::Interval", TimeValue(MilliSeconds(50)));
    UseGenerator("ns3::TcpIsnBsd");
    EXPECT_EQ(CountKept(20, 0), 20);
}

TEST_F(IsnReuse, BsdBreaksItsPromiseAfterARebootThatForgetsManyConnections)
{
    UseGenerator("ns3::TcpIsnBsd");
    EXPECT_EQ(CountKept(5, 10), 0);
}
