// SPDX-License-Identifier: GPL-2.0-only

// The soak is worth something only if it notices what goes wrong: each fault is made once here.

#include "soak-driver.h"

#include "ns3/double.h"
#include "ns3/simulator.h"

#include <csignal>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

using namespace ns3;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace
{

constexpr uint64_t OCTETS = 100'000;

/// A server at one end of a direct link, and a client that sends to it and closes.
SoakRun
PlainRun()
{
    SoakRun run;
    run.seed = 1;
    run.rate = DataRate("10Mbps");
    run.delay = MilliSeconds(5);
    run.congestionType = "ns3::TcpNewReno";
    run.recoveryType = "ns3::TcpClassicRecovery";
    SoakConnectionPlan connection;
    connection.ends[SOAK_CLIENT].plan.octets = OCTETS;
    connection.ends[SOAK_CLIENT].plan.closing = TransferClosing::WhenDone;
    connection.ends[SOAK_SERVER].plan.closing = TransferClosing::AfterPeer;
    run.connections.push_back(connection);
    return run;
}

/// What a run said that failed, and how many did.
struct Verdict
{
    std::string said;
    SoakSummary summary;
};

/// Judges a run in a process of its own. \param spoil is called before it begins
Verdict
Judge(const SoakRun& run, const std::function<void(SoakSimulation&)>& spoil)
{
    std::ostringstream said;
    SoakOrder order;
    order.seconds = 5;
    const auto summary = RunSoak(
        order,
        [&](const SoakRun&) {
            SoakSimulation simulation(run);
            spoil(simulation);
            return simulation.Run();
        },
        said);
    return {said.str(), summary};
}

void
Nothing(SoakSimulation&)
{
}

/// Hands on what is done to segments with text, by their numbers from 0.
class SpoilingHop : public TransferHop
{
  public:
    /// Is called with a segment and its number. \return what is to go on; null: nothing
    using Spoil = std::function<Ptr<Packet>(const TransferFrame&, Ptr<Packet>, uint32_t)>;

    explicit SpoilingHop(Spoil spoil)
        : m_spoil(std::move(spoil))
    {
    }

  private:
    void Arrive(Ptr<Packet> frame) override
    {
        const auto read = TransferFrame::Read(frame);
        if (read && read->text->GetSize() > 0)
        {
            frame = m_spoil(*read, frame, m_seen++);
        }
        if (frame)
        {
            Forward(frame);
        }
    }

    Spoil m_spoil;
    uint32_t m_seen{0};
};

/// Spoils what comes to the server.
void
SpoilAtServer(SoakSimulation& simulation, SpoilingHop::Spoil spoil)
{
    // The loopback device comes first.
    const auto device = simulation.GetNetwork().GetHost(0, SOAK_SERVER)->GetDevice(1);
    CreateObject<SpoilingHop>(std::move(spoil))->InstallAt(device);
}

} // namespace

TEST(Soak, PassesWhatIsRight)
{
    const auto verdict = Judge(PlainRun(), Nothing);
    EXPECT_EQ(verdict.summary.runs, 1U);
    EXPECT_EQ(verdict.summary.failed, 0U);
    EXPECT_EQ(verdict.summary.total.octets, OCTETS);
    EXPECT_EQ(verdict.summary.total.gaveUp, 0U);
    EXPECT_THAT(verdict.said, IsEmpty());
}

TEST(Soak, NoticesTwoSegmentsWhoseTextsAreExchanged)
{
    Ptr<Packet> first;
    const auto verdict = Judge(PlainRun(), [&](SoakSimulation& simulation) {
        SpoilAtServer(simulation,
                      [&](const TransferFrame& read, Ptr<Packet> frame, uint32_t number) {
                          if (number == 5)
                          {
                              first = read.text;
                              return read.WithText(TransferContent(0x0C11E47).Make(6 * 1460, 1460));
                          }
                          return number == 6 ? read.WithText(first) : frame;
                      });
    });
    EXPECT_EQ(verdict.summary.failed, 1U);
    EXPECT_THAT(verdict.said,
                AllOf(HasSubstr("./tcplab test --soak 1 1\n"), HasSubstr("first wrong octet")));
}

TEST(Soak, NoticesAnOctetThatTheUserIsNotGiven)
{
    const auto verdict = Judge(PlainRun(), [](SoakSimulation& simulation) {
        auto& server = simulation.GetConnection(0).GetUser(SOAK_SERVER);
        // It comes between two texts that the user reads at once.
        SpoilAtServer(simulation, [&](const TransferFrame&, Ptr<Packet> frame, uint32_t number) {
            if (number == 5)
            {
                server.GetSocket()->SetRecvCallback(
                    Callback<void, Ptr<Socket>>([](Ptr<Socket> socket) { socket->Recv(1, 0); }));
            }
            return frame;
        });
    });
    EXPECT_EQ(verdict.summary.failed, 1U);
    EXPECT_THAT(verdict.said, HasSubstr("octets received"));
}

TEST(Soak, NoticesAnEndThatIsLeftOpen)
{
    SoakRun run = PlainRun();
    run.connections[0].ends[SOAK_SERVER].plan.closing = TransferClosing::ByTest;
    const auto verdict = Judge(run, Nothing);
    EXPECT_EQ(verdict.summary.failed, 1U);
    EXPECT_THAT(verdict.said,
                AllOf(HasSubstr("it is in FIN-WAIT-2"),
                      HasSubstr("it is in CLOSE-WAIT"),
                      HasSubstr("sockets are left")));
}

TEST(Soak, NoticesAnEventThatIsAlwaysPending)
{
    static const std::function<void()> again = [] { Simulator::Schedule(Days(1), again); };
    const auto verdict = Judge(PlainRun(), [](SoakSimulation&) { again(); });
    EXPECT_EQ(verdict.summary.failed, 1U);
    EXPECT_THAT(verdict.said, HasSubstr("events that are pending"));
}

TEST(Soak, NoticesThatAnEndGivesUpForNoReason)
{
    const auto verdict = Judge(PlainRun(), [](SoakSimulation& simulation) {
        SpoilAtServer(simulation,
                      [](const TransferFrame&, Ptr<Packet>, uint32_t) { return nullptr; });
    });
    EXPECT_EQ(verdict.summary.failed, 1U);
    EXPECT_THAT(verdict.said, HasSubstr("gave up although hardly anything was lost"));
}

TEST(Soak, CountsAnEndThatGivesUpOnAWayThatIsGone)
{
    SoakRun run = PlainRun();
    run.disturbance.outageStart = MilliSeconds(40);
    run.disturbance.outageLength = Days(36500);
    const auto verdict = Judge(run, Nothing);
    EXPECT_EQ(verdict.summary.failed, 0U) << verdict.said;
    EXPECT_EQ(verdict.summary.total.gaveUp, 1U);
}

TEST(Soak, NoticesARunThatCrashes)
{
    const auto verdict = Judge(PlainRun(), [](SoakSimulation&) { raise(SIGSEGV); });
    EXPECT_EQ(verdict.summary.failed, 1U);
    EXPECT_THAT(verdict.said, HasSubstr("FAILED"));
}

TEST(Soak, NoticesARunThatHangs)
{
    static const std::function<void()> again = [] { Simulator::ScheduleNow(again); };
    SoakOrder order;
    order.seconds = 1;
    std::ostringstream said;
    const auto summary = RunSoak(
        order,
        [](const SoakRun&) {
            const SoakRun run = PlainRun();
            SoakSimulation simulation(run);
            again();
            return simulation.Run();
        },
        said);
    EXPECT_EQ(summary.failed, 1U);
    EXPECT_THAT(said.str(), HasSubstr("it took more than 1 s of the processor"));
}

TEST(Soak, TheSeedAloneChoosesARun)
{
    const auto describe = [](uint32_t seed) {
        std::ostringstream text;
        text << SoakRun::Draw(seed);
        return text.str();
    };
    EXPECT_EQ(describe(7), describe(7));
    EXPECT_NE(describe(7), describe(8));
}

TEST(Soak, TheSameRunComesToTheSameResult)
{
    std::ostringstream said;
    SoakOrder order;
    order.runs = 5;
    const auto simulate = [](const SoakRun& run) { return SoakSimulation(run).Run(); };
    const auto one = RunSoak(order, simulate, said);
    order.jobs = 2;
    const auto other = RunSoak(order, simulate, said);
    EXPECT_EQ(one.total.segments, other.total.segments);
    EXPECT_EQ(one.total.lost, other.total.lost);
    EXPECT_EQ(one.total.overtaken, other.total.overtaken);
    EXPECT_GT(one.total.segments, 0U);
}
