// SPDX-License-Identifier: GPL-2.0-only
//
// Conversations over a network that loses, repeats, delays and reorders: all that was sent arrives,
// once and in order (Peer holds each octet against the stream), and both sides get to CLOSED.

#include "network.h"
#include "tcp-reno.h"

#include <gtest/gtest.h>
#include <random>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

struct Weather
{
    const char* name;
    uint32_t lost;     ///< of a thousand segments
    uint32_t repeated; ///< likewise
    Duration shortest; ///< time on the way
    Duration longest;
};

void
PrintTo(const Weather& weather, std::ostream* out)
{
    *out << weather.name;
}

class BadNetwork : public testing::TestWithParam<Weather>
{
  protected:
    /// Decides by this weather, in the same way for the same seed.
    Network::Fate FateOf(uint32_t seed) const
    {
        return [weather = GetParam(), random = std::mt19937(seed)](const Segment&) mutable {
            const auto time = [&] {
                const auto range = (weather.longest - weather.shortest).count() / 1000000;
                return weather.shortest + std::chrono::milliseconds(random() % (range + 1));
            };
            std::vector<Duration> copies;
            if (random() % 1000 >= weather.lost)
            {
                copies.push_back(time());
                if (random() % 1000 < weather.repeated)
                {
                    copies.push_back(time());
                }
            }
            return copies;
        };
    }
};

INSTANTIATE_TEST_SUITE_P(Each,
                         BadNetwork,
                         testing::Values(Weather{"Fair", 0, 0, 10ms, 10ms},
                                         Weather{"Lossy", 100, 0, 10ms, 10ms},
                                         Weather{"Repeating", 0, 300, 10ms, 50ms},
                                         Weather{"Reordering", 0, 0, 1ms, 300ms},
                                         Weather{"Storm", 150, 150, 1ms, 400ms}),
                         [](const auto& info) { return std::string(info.param.name); });

/// Patient enough for a storm, and with a window that is smaller than the text.
Settings
Patient()
{
    return With([](Settings& settings) {
        settings.dataRetries = 30;
        settings.connCount = 30;
        settings.receiveBuffer = 20000;
        settings.sack = true;
        settings.msl = 30s;
    });
}

TEST_P(BadNetwork, CarriesEverythingBothWaysAndCloses)
{
    for (uint32_t seed = 1; seed <= 20; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Reno renoOfA(10, 1000000);
        Reno renoOfB(10, 1000000);
        Peer a("A", seed * 2654435761u, Patient());
        Peer b("B", seed * 40503u, Patient());
        a.SetCongestionControl(renoOfA);
        b.SetCongestionControl(renoOfB);
        Network network(a, b, 10ms);
        network.SetFate(FateOf(seed));
        network.SetUser([](Peer& peer) { peer.Receive(peer.Status().unread); });
        b.OpenPassive();
        a.OpenActive();
        a.Send(100000);
        network.Run(1min);
        b.Send(50000);
        network.Run(1h);
        b.ExpectDelivered(100000);
        a.ExpectDelivered(50000);
        a.ExpectAcknowledged(100000);
        b.ExpectAcknowledged(50000);
        a.Close();
        network.Run(30min);
        b.Close();
        network.Run(2h);
        a.ExpectEnded(CloseReason::Normal);
        b.ExpectEnded(CloseReason::Normal);
        a.TakeSent();
        b.TakeSent();
    }
}

TEST_P(BadNetwork, SimultaneousOpenAndClose)
{
    for (uint32_t seed = 1; seed <= 50; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Peer a("A", seed * 2654435761u, Patient());
        Peer b("B", seed * 40503u, Patient());
        Network network(a, b, 10ms);
        network.SetFate(FateOf(seed + 1000));
        network.SetUser([](Peer& peer) { peer.Receive(peer.Status().unread); });
        a.OpenActive();
        b.OpenActive();
        network.Run(1h);
        a.ExpectState(State::Established);
        b.ExpectState(State::Established);
        a.Send(2000);
        a.Close();
        b.Send(3000);
        b.Close();
        network.Run(2h);
        a.ExpectDelivered(3000);
        b.ExpectDelivered(2000);
        a.ExpectEnded(CloseReason::Normal);
        b.ExpectEnded(CloseReason::Normal);
        a.TakeSent();
        b.TakeSent();
    }
}

TEST_P(BadNetwork, SlowReader)
{
    // The window closes again and again; updates get lost, and probes bring them back.
    for (uint32_t seed = 1; seed <= 10; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const Settings settings = With([](Settings& changed) {
            changed.dataRetries = 30;
            changed.connCount = 30;
            changed.receiveBuffer = 3000;
        });
        Peer a("A", seed, settings);
        Peer b("B", seed + 7, settings);
        Network network(a, b, 10ms);
        network.SetFate(FateOf(seed + 2000));
        b.OpenPassive();
        a.OpenActive();
        a.Send(30000);
        std::mt19937 random(seed);
        for (int minute = 0; minute < 600; ++minute)
        {
            network.Run(1min);
            b.Receive(random() % (b.Status().unread + 1));
        }
        network.SetUser([](Peer& peer) { peer.Receive(peer.Status().unread); });
        b.Receive(b.Status().unread);
        network.Run(1h);
        b.ExpectDelivered(30000);
        a.ExpectState(State::Established);
        b.ExpectState(State::Established);
        a.TakeSent();
        b.TakeSent();
    }
}

} // namespace
