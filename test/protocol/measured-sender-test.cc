// SPDX-License-Identifier: GPL-2.0-only
//
// What a sender tells a congestion control that measures, and what it takes from it: pacing,
// idling, the round trip. Segments are of 1000 octets, ISS = 100.

#include "conversation.h"
#include "tcp-reno.h"
#include "tcp-rto.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace tcplifecycle;
using namespace std::chrono_literals;

namespace
{

/// A fixed window, and what it was told in words.
class Recorder : public CongestionControl
{
  public:
    explicit Recorder(uint32_t window)
        : CongestionControl(true),
          m_window(window)
    {
    }

    uint32_t Window() const override
    {
        return m_window;
    }

    void Start(uint32_t mss, bool, SeqNum first) override
    {
        Note("start " + std::to_string(mss) + " at " + std::to_string(first.Value()));
    }

    void MssChanged(uint32_t mss) override
    {
        Note("mss " + std::to_string(mss));
    }

    void Acked(const CongestionReport& report) override
    {
        Note("acked " + std::to_string(report.acked));
    }

    void Duplicate(const CongestionReport& report) override
    {
        Note("duplicate " + std::to_string(report.duplicates));
    }

    void LossDetected(const CongestionReport& report, bool reduced) override
    {
        Note("loss, flight " + std::to_string(report.flightSize) + ", pipe " +
             std::to_string(report.pipe) + (reduced ? ", reduced" : ""));
    }

    void PartlyAcked(const CongestionReport& report) override
    {
        Note("partly " + std::to_string(report.acked) + ", delivered " +
             std::to_string(report.delivered) + (report.repeatedAcked ? ", repeated" : ""));
    }

    void Recovered(const CongestionReport& report) override
    {
        Note("recovered " + std::to_string(report.acked));
    }

    void CongestionNotified(const CongestionReport&) override
    {
        Note("notified");
    }

    void ReductionOver(const CongestionReport&) override
    {
        Note("reduction over");
    }

    void TimedOut(const CongestionReport& report, bool again) override
    {
        Note("timeout, flight " + std::to_string(report.flightSize) + ", pipe " +
             std::to_string(report.pipe) + (again ? ", again" : ""));
    }

    void Idled() override
    {
        Note("idled");
    }

    void Sent(const SentText& sent) override
    {
        Note(std::string(sent.again ? "again " : "sent ") + std::to_string(sent.seq.Value()) +
             " with pipe " + std::to_string(sent.pipe));
    }

    void Delivered(SeqNum from, SeqNum to, Instant) override
    {
        Note("delivered " + std::to_string(from.Value()) + " to " + std::to_string(to.Value()));
    }

    void Acknowledged(const CongestionReport& report) override
    {
        Note("end, delivered " + std::to_string(report.delivered) + ", lost " +
             std::to_string(report.lost));
    }

    void ApplicationLimited(uint32_t pipe) override
    {
        Note("application limited, pipe " + std::to_string(pipe));
    }

    Duration PacingDelay(uint32_t octets) const override
    {
        return octets * m_pacePerOctet;
    }

    void Pace(Duration perOctet)
    {
        m_pacePerOctet = perOctet;
    }

    /// \return what it was told since this was last asked
    std::vector<std::string> Told()
    {
        return std::exchange(m_told, {});
    }

  private:
    void Note(const std::string& what)
    {
        m_told.push_back(what);
    }

    uint32_t m_window;
    Duration m_pacePerOctet{0};
    std::vector<std::string> m_told;
};

using Words = std::vector<std::string>;

/// In ESTABLISHED, with SACK if the options say so.
Peer
Measured(CongestionControl& congestion, const std::string& options, const Settings& settings = {})
{
    Peer peer("A", 100, settings, SegmentSizes{1000, 1000, 536});
    peer.SetCongestionControl(congestion);
    Connect(peer, 300, "<MSS=1000><WND=60000>" + options);
    return peer;
}

const Settings WITH_SACK = With([](Settings& settings) { settings.sack = true; });

} // namespace

TEST(MeasuredSender, TellsOfASegmentsLife)
{
    Recorder recorder(60000);
    Peer peer = Measured(recorder, "");
    EXPECT_EQ(recorder.Told(), (Words{"start 1000 at 101", "end, delivered 0, lost 0"}));
    peer.Send(2000);
    EXPECT_EQ(
        recorder.Told(),
        (Words{"application limited, pipe 0", "sent 101 with pipe 0", "sent 1101 with pipe 1000"}));
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=2101><CTL=ACK><WND=60000>");
    EXPECT_EQ(recorder.Told(),
              (Words{"delivered 101 to 2101", "acked 2000", "end, delivered 2000, lost 0"}));
}

TEST(MeasuredSender, TellsOfALossAndItsRepair)
{
    Recorder recorder(60000);
    Peer peer = Measured(recorder, "<SACK=permitted>", WITH_SACK);
    peer.Send(5000);
    peer.TakeSent();
    recorder.Told();
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=60000><SACK=1101:2101>");
    EXPECT_EQ(recorder.Told(),
              (Words{"delivered 1101 to 2101", "duplicate 1", "end, delivered 1000, lost 0"}));
    // Above segment 1 there are 3000 octets now: it is lost. pipe = 5000 - 3000 - 1000.
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=60000><SACK=1101:4101>");
    EXPECT_EQ(recorder.Told(),
              (Words{"delivered 1101 to 4101",
                     "loss, flight 5000, pipe 1000",
                     "end, delivered 2000, lost 1000",
                     "again 101 with pipe 1000"}));
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=4101><CTL=ACK><WND=60000>");
    EXPECT_EQ(recorder.Told(),
              (Words{"delivered 101 to 4101",
                     "partly 4000, delivered 1000, repeated",
                     "end, delivered 1000, lost 1000",
                     "again 4101 with pipe 0"})); // for segment 5 is what the peer waits for
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=5101><CTL=ACK><WND=60000>");
    EXPECT_EQ(recorder.Told(),
              (Words{"delivered 4101 to 5101", "recovered 1000", "end, delivered 1000, lost 0"}));
}

TEST(MeasuredSender, WithoutSackADuplicateDeliversASegment)
{
    // RFC 6937, section 3: a segment for each duplicate, and what is acknowledged less those.
    Recorder recorder(60000);
    Peer peer = Measured(recorder, "");
    peer.Send(5000);
    peer.TakeSent();
    recorder.Told();
    for (int i = 0; i < 3; ++i)
    {
        peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=60000>");
    }
    const Words told = recorder.Told();
    ASSERT_EQ(told.size(), 7u);
    EXPECT_EQ(told[1], "end, delivered 1000, lost 0");
    EXPECT_EQ(told[3], "end, delivered 1000, lost 0");
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=4101><CTL=ACK><WND=60000>");
    EXPECT_EQ(recorder.Told()[1], "partly 4000, delivered 1000, repeated");
    peer.TakeSent();
}

TEST(MeasuredSender, TellsOfTimeouts)
{
    Recorder recorder(60000);
    Peer peer = Measured(recorder, "<SACK=permitted>", WITH_SACK);
    peer.Send(5000);
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=101><CTL=ACK><WND=60000><SACK=1101:2101>");
    recorder.Told();
    peer.FireTimer();
    EXPECT_EQ(recorder.Told()[0], "timeout, flight 5000, pipe 4000");
    peer.TakeSent();
    peer.FireTimer();
    // All four that are not SACKed were sent again, and are in the network again.
    EXPECT_EQ(recorder.Told()[0], "timeout, flight 5000, pipe 4000, again");
    peer.TakeSent();
}

TEST(Pacing, LetsTextLeaveAtItsRate)
{
    // 10 us an octet: a segment every 10 ms.
    Recorder recorder(60000);
    recorder.Pace(10us);
    Peer peer = Measured(recorder, "");
    peer.TakeSent();
    const Duration start = peer.Now();
    peer.Send(3500);
    peer.ExpectAt(start, "<SEQ=101><ACK=301><DATA=1000><CTL=ACK>");
    peer.ExpectNothing();
    peer.ExpectTimerIn(10ms);
    peer.Advance(9999999ns);
    peer.ExpectNothing();
    peer.Advance(1ns);
    peer.ExpectAt(start + 10ms, "<SEQ=1101><ACK=301><DATA=1000><CTL=ACK>");
    peer.ExpectNothing();
    peer.Advance(10ms);
    peer.Expect("<SEQ=2101><ACK=301><DATA=1000><CTL=ACK>");
    // Less than a segment waits for Nagle's algorithm, and not for pacing: only the retransmission
    // timer is left, 1 s after the first segment.
    peer.Advance(10ms);
    peer.ExpectNothing();
    peer.ExpectTimerIn(1s - 30ms);
    // What is lost goes at once when its timer expires.
    peer.Advance(970ms);
    peer.Expect("<SEQ=101><ACK=301><DATA=1000><CTL=ACK>");
}

TEST(Pacing, AcknowledgmentsDoNotWait)
{
    Recorder recorder(60000);
    recorder.Pace(10us);
    Peer peer = Measured(recorder, "");
    peer.TakeSent();
    peer.Send(3000);
    peer.Expect("<SEQ=101><ACK=301><DATA=1000><CTL=ACK>");
    peer.Arrives("<SEQ=301><ACK=101><DATA=1000><CTL=ACK><WND=60000>");
    peer.Arrives("<SEQ=1301><ACK=101><DATA=1000><CTL=ACK><WND=60000>");
    peer.ExpectSoon("<SEQ=1101><ACK=2301><CTL=ACK>");
}

TEST(RestartAfterIdle, BeginsWithTheInitialWindow)
{
    // RFC 5681, section 4.1. The window has grown to 4000; after more than an RTO (1 s) of silence
    // it is that of the beginning again, 2000.
    Reno reno(2, 1000000);
    Peer peer = Measured(reno, "");
    peer.Send(2000);
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=1101><CTL=ACK><WND=60000>");
    peer.Arrives("<SEQ=301><ACK=2101><CTL=ACK><WND=60000>");
    EXPECT_EQ(reno.Window(), 4000u);
    peer.Advance(1001ms);
    EXPECT_EQ(reno.Window(), 4000u);
    peer.Send(9000);
    EXPECT_EQ(reno.Window(), 2000u);
    EXPECT_EQ(peer.TakeSent().size(), 2u);
}

TEST(RestartAfterIdle, NotAfterAShortPause)
{
    Reno reno(2, 1000000);
    Peer peer = Measured(reno, "");
    peer.Send(2000);
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=2101><CTL=ACK><WND=60000>");
    EXPECT_EQ(reno.Window(), 3000u);
    peer.Advance(999ms);
    peer.Send(9000);
    EXPECT_EQ(reno.Window(), 3000u);
    EXPECT_EQ(peer.TakeSent().size(), 3u);
}

TEST(RestartAfterIdle, CanBeSwitchedOff)
{
    Reno reno(2, 1000000);
    Peer peer =
        Measured(reno, "", With([](Settings& settings) { settings.restartAfterIdle = false; }));
    peer.Send(2000);
    peer.TakeSent();
    peer.Arrives("<SEQ=301><ACK=2101><CTL=ACK><WND=60000>");
    peer.Advance(1h);
    peer.Send(9000);
    EXPECT_EQ(reno.Window(), 3000u);
    peer.TakeSent();
}

TEST(Rto, AnEstimatorOfTheUsersTakesTheMeasurements)
{
    class Doubling : public RoundTripEstimator
    {
      public:
        void Measured(Duration roundTrip) override
        {
            m_last = roundTrip;
        }

        Duration Smoothed() const override
        {
            return 2 * m_last;
        }

        Duration Variation() const override
        {
            return m_last;
        }

      private:
        Duration m_last{0};
    };

    Doubling estimator;
    Rto rto;
    rto.Measured(1s, Settings{}, &estimator);
    EXPECT_EQ(rto.SmoothedRtt(), 2s);
    EXPECT_EQ(rto.Current(), 2s + 4 * 1s);
}
