// SPDX-License-Identifier: GPL-2.0-only

// A congestion control is called as TcpSocketBase calls it: the same methods in the same order,
// with the same arguments. Each segment is acknowledged by itself, because TcpSocketBase
// acknowledges the first one at once and so pairs the others in another way.

#include "congestion-run.h"

#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-prr-recovery.h"
#include "ns3/tcp-recovery-ops.h"

#include <gmock/gmock.h>
#include <list>
#include <map>
#include <sstream>

using namespace ns3;
using ::testing::ElementsAreArray;

namespace
{

/// NewReno that writes down how it is called.
class RecordingOps : public TcpNewReno
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::test::RecordingOps")
                                .SetParent<TcpNewReno>()
                                .AddConstructor<RecordingOps>();
        return tid;
    }

    uint32_t GetSsThresh(Ptr<const TcpSocketState> tcb, uint32_t inFlight) override
    {
        Note(tcb) << "GetSsThresh " << inFlight;
        return TcpNewReno::GetSsThresh(tcb, inFlight);
    }

    void IncreaseWindow(Ptr<TcpSocketState> tcb, uint32_t segments) override
    {
        Note(tcb) << "IncreaseWindow " << segments;
        TcpNewReno::IncreaseWindow(tcb, segments);
    }

    void PktsAcked(Ptr<TcpSocketState> tcb, uint32_t segments, const Time&) override
    {
        Note(tcb) << "PktsAcked " << segments;
    }

    void CongestionStateSet(Ptr<TcpSocketState> tcb,
                            const TcpSocketState::TcpCongState_t state) override
    {
        Note(tcb) << "CongestionStateSet " << TcpSocketState::TcpCongStateName[state];
    }

    void CwndEvent(Ptr<TcpSocketState> tcb, const TcpSocketState::TcpCAEvent_t event) override
    {
        // Those of a receiver are of use to TcpDctcp alone, whose feedback is the protocol side's.
        if (event != TcpSocketState::CA_EVENT_DELAYED_ACK &&
            event != TcpSocketState::CA_EVENT_NON_DELAYED_ACK)
        {
            Note(tcb) << "CwndEvent " << event;
        }
    }

    Ptr<TcpCongestionOps> Fork() override
    {
        return CopyObject<RecordingOps>(this);
    }

    /// \return the calls of the object that was called most: the sender's
    static std::vector<std::string> Take()
    {
        std::vector<std::string> calls;
        for (const auto& [state, ofOne] : m_calls)
        {
            if (ofOne.size() > calls.size())
            {
                calls.clear();
                for (const auto& call : ofOne)
                {
                    calls.push_back(call.str());
                }
            }
        }
        m_calls.clear();
        return calls;
    }

  private:
    /// What is in the state as well counts.
    static std::ostream& Note(const Ptr<const TcpSocketState>& tcb)
    {
        auto& calls = m_calls[PeekPointer(tcb)];
        calls.emplace_back();
        return calls.back() << "cwnd " << tcb->m_cWnd << ", ssthresh " << tcb->m_ssThresh
                            << ", in flight " << tcb->m_bytesInFlight << ": ";
    }

    inline static std::map<const TcpSocketState*, std::list<std::ostringstream>> m_calls;
};

class CallOrder : public ::testing::TestWithParam<TypeId>
{
  protected:
    static std::vector<std::string> Record(bool lifecycle, const std::list<uint32_t>& lost)
    {
        CongestionPath path{"", DataRate("10Mbps"), MilliSeconds(10), 1000, 0, Seconds(1), 1};
        path.delAckCount = 1;
        path.lostPackets = lost;
        RunTransfer(lifecycle, {RecordingOps::GetTypeId(), GetParam()}, path, 1);
        return RecordingOps::Take();
    }
};

} // namespace

TEST_P(CallOrder, WithoutALoss)
{
    const auto theirs = Record(false, {});
    EXPECT_GT(theirs.size(), 1000U); // two for each acknowledgment
    EXPECT_THAT(Record(true, {}), ElementsAreArray(theirs));
}

TEST_P(CallOrder, WithALoss)
{
    const auto theirs = Record(false, {100});
    EXPECT_GT(theirs.size(), 1000U);
    EXPECT_THAT(Record(true, {100}), ElementsAreArray(theirs));
}

INSTANTIATE_TEST_SUITE_P(With,
                         CallOrder,
                         ::testing::Values(TcpClassicRecovery::GetTypeId(),
                                           TcpPrrRecovery::GetTypeId()),
                         [](const auto& info) { return info.param.GetName().substr(5); });
