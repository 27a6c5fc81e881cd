// SPDX-License-Identifier: GPL-2.0-only

// When the user is called, in which order, and what it may do then.

#include "two-hosts.h"

#include <functional>
#include <gmock/gmock.h>

using namespace ns3;
using ::testing::ElementsAre;

namespace
{

class Callbacks : public TwoHosts
{
  protected:
    Callbacks()
    {
        Install();
    }

    /// Writes down all callbacks of a socket, under a name.
    void Watch(Ptr<Socket> socket, const std::string& name)
    {
        const auto note = [this](const std::string& what) {
            return Callback<void, Ptr<Socket>>([this, what](Ptr<Socket> s) { Note(what, s); });
        };
        socket->SetConnectCallback(note(name + " succeeded"), note(name + " failed"));
        socket->SetCloseCallbacks(note(name + " closed"), note(name + " broken"));
        socket->SetRecvCallback(note(name + " received"));
        socket->SetDataSentCallback(
            Callback<void, Ptr<Socket>, uint32_t>([this, name](Ptr<Socket> s, uint32_t octets) {
                Note(name + " sent " + std::to_string(octets), s);
            }));
        socket->SetSendCallback(
            Callback<void, Ptr<Socket>, uint32_t>([this, name](Ptr<Socket> s, uint32_t octets) {
                Note(name + " can send " + std::to_string(octets), s);
            }));
    }

    /// B listens, and writes down what happens to the listener and what it accepts.
    Ptr<TcpLifecycleSocket> WatchedListener()
    {
        const auto listener = NewSocket(1);
        listener->Bind(AnyAddress(80));
        listener->Listen();
        listener->SetAcceptCallback(
            Callback<bool, Ptr<Socket>, const Address&>([this](Ptr<Socket> s, const Address&) {
                Note("server asked", s);
                return willing;
            }),
            Callback<void, Ptr<Socket>, const Address&>([this](Ptr<Socket> s, const Address&) {
                server = DynamicCast<TcpLifecycleSocket>(s);
                Watch(s, "server");
                Note("server accepted", s);
            }));
        return listener;
    }

    void Note(const std::string& what, Ptr<Socket> socket)
    {
        seen.push_back(what);
        if (what == trigger)
        {
            const auto now = std::exchange(action, nullptr);
            if (now)
            {
                now(socket);
            }
        }
    }

    std::vector<std::string> seen;
    bool willing{true};
    Ptr<TcpLifecycleSocket> server;
    std::string trigger;                     ///< when this is seen ...
    std::function<void(Ptr<Socket>)> action; ///< ... this is done, once
};

/// A callback, and what its user does in it.
struct Interference
{
    const char* trigger;
    const char* what;
};

class CallbacksThatInterfere : public Callbacks, public ::testing::WithParamInterface<Interference>
{
};

} // namespace

TEST_F(Callbacks, OfAConnectionFromOpenToClose)
{
    WatchedListener();
    const auto client = NewSocket(0);
    Watch(client, "client");
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    EXPECT_THAT(seen,
                ElementsAre("server asked",
                            "client succeeded",
                            "client can send 131072",
                            "server accepted",
                            "server can send 131072"));
    seen.clear();
    client->Send(Create<Packet>(1000));
    RunUntil(2);
    EXPECT_THAT(seen, ElementsAre("client sent 1000", "server received", "client can send 131072"));
    seen.clear();
    server->Recv();
    client->Close();
    RunUntil(3);
    EXPECT_THAT(seen, ElementsAre("server closed"));
    server->Close();
    Simulator::Run();
    EXPECT_THAT(seen, ElementsAre("server closed", "client closed"));
}

TEST_F(Callbacks, RefusedConnectionFailsAndBreaksNothing)
{
    const auto client = NewSocket(0);
    Watch(client, "client");
    client->Connect(AddressOf(1, 80));
    Simulator::Run();
    EXPECT_THAT(seen, ElementsAre("client failed"));
}

TEST_F(Callbacks, ResetBreaksAConnection)
{
    WatchedListener();
    const auto client = NewSocket(0);
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    seen.clear();
    client->Abort();
    RunUntil(2);
    EXPECT_THAT(seen, ElementsAre("server broken"));
}

TEST_F(Callbacks, AbortTellsItsOwnUser)
{
    WatchedListener();
    const auto client = NewSocket(0);
    Watch(client, "client");
    client->Connect(AddressOf(1, 80));
    client->Abort();
    EXPECT_THAT(seen, ElementsAre("client failed"));
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    seen.clear();
    client->Abort();
    EXPECT_THAT(seen, ElementsAre("client broken"));
}

TEST_F(Callbacks, SynIsDroppedIfTheUserDoesNotWantTheConnection)
{
    willing = false;
    WatchedListener();
    const auto client = NewSocket(0);
    Watch(client, "client");
    client->Connect(AddressOf(1, 80));
    RunUntil(4); // the SYN comes at 0 s and again at 3 s
    EXPECT_THAT(seen, ElementsAre("server asked", "server asked"));
    EXPECT_EQ(client->GetState(), tcplifecycle::State::SynSent);
    EXPECT_TRUE(changesOfB.empty());
}

TEST_F(Callbacks, DataIsToldBeforeTheClose)
{
    WatchedListener();
    const auto client = NewSocket(0);
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    seen.clear();
    client->Send(Create<Packet>(100));
    client->Close();
    RunUntil(2);
    EXPECT_THAT(seen, ElementsAre("server received", "server closed"));
}

TEST_P(CallbacksThatInterfere, LeaveEverythingInOrder)
{
    auto listener = WatchedListener();
    auto client = NewSocket(0);
    client->SetAttribute("Msl", TimeValue(Seconds(1)));
    Watch(client, "client");
    trigger = GetParam().trigger;
    bool done = false;
    action = [&](Ptr<Socket> socket) {
        done = true;
        const std::string what = GetParam().what;
        if (what == "close")
        {
            socket->Close();
        }
        else if (what == "abort")
        {
            DynamicCast<TcpLifecycleSocket>(socket)->Abort();
        }
        else if (what == "send and close")
        {
            socket->Send(Create<Packet>(5000));
            socket->Close();
        }
        else if (what == "read, send and half-close")
        {
            socket->Recv();
            socket->Send(Create<Packet>(5000));
            socket->ShutdownSend();
        }
        else
        {
            EXPECT_EQ(what, "drop");
        }
        // In any case the user lets go of all it has.
        client = nullptr;
        server = nullptr;
        listener = nullptr;
        accepted.clear();
    };
    client->Connect(AddressOf(1, 80));
    RunUntil(1);
    if (client)
    {
        client->Send(Create<Packet>(3000));
    }
    if (client) // the callback of the call before may have let go of it
    {
        client->ShutdownSend();
    }
    RunUntil(2);
    if (server)
    {
        server->Recv();
    }
    if (server)
    {
        server->Send(Create<Packet>(2000));
    }
    if (server)
    {
        server->ShutdownSend();
    }
    RunUntil(3);
    RunUntil(1000);
    EXPECT_TRUE(done) << ::testing::PrintToString(seen);
}

INSTANTIATE_TEST_SUITE_P(AnyCallback, CallbacksThatInterfere, ::testing::ValuesIn([] {
                             std::vector<Interference> all;
                             for (const char* trigger : {"server asked",
                                                         "server accepted",
                                                         "server can send 131072",
                                                         "server received",
                                                         "server sent 2000",
                                                         "server closed",
                                                         "client succeeded",
                                                         "client can send 131072",
                                                         "client sent 3000",
                                                         "client received",
                                                         "client closed"})
                             {
                                 for (const char* what : {"drop",
                                                          "close",
                                                          "abort",
                                                          "send and close",
                                                          "read, send and half-close"})
                                 {
                                     all.push_back({trigger, what});
                                 }
                             }
                             return all;
                         }()));
