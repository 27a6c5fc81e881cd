// SPDX-License-Identifier: GPL-2.0-only

#ifndef EXPLORER_REFEREE_H
#define EXPLORER_REFEREE_H

#include "world.h"

#include <bitset>
#include <optional>
#include <string>
#include <vector>

namespace explorer
{

/// Rows of the transition table, by their number.
using Rows = std::bitset<tcplifecycle::TRANSITION_COUNT>;

/// What the user of a connection gets to read if an earlier connection's text fits into it.
constexpr const char* OLD_TEXT_IS_DELIVERED = "text of an earlier connection is delivered";

/// How the name of a fault ends that a RST made possible, by cutting a TIME-WAIT short (RFC 1337).
constexpr const char* AFTER_ASSASSINATION = ", after a RST has cut a TIME-WAIT short";

/// What one step did.
struct Account
{
    tcplifecycle::CallResult result{tcplifecycle::CallResult::Ok};
    std::optional<Flight> arrived; ///< the segment that the step is about
    std::vector<Flight> emitted;
    Rows rows;         ///< transitions taken
    std::string fault; ///< what broke the rules; empty if nothing did
};

/**
 * Lets steps happen, and holds everything that a connection answers against what must always hold.
 * What it compares with is what the two users did and saw, never another TCP.
 */
class Referee
{
  public:
    /// \param bounds of the search; must live as long as the referee
    explicit Referee(const Bounds& bounds)
        : m_bounds(bounds)
    {
    }

    /**
     * \param world is changed
     * \param step one of FindSteps
     * \return what it did; good until the next step
     */
    const Account& Take(World& world, Step step);

    /// Other settings for the connections of a world from now on: nobody gives up.
    static void BePatient(World& world, const tcplifecycle::Settings& settings);

  private:
    /// What a connection looked like before the step.
    struct Before
    {
        tcplifecycle::State state;
        tcplifecycle::Status status;
        uint8_t peerLife;
        uint8_t delivered;
        uint8_t kept;
        bool holdsFin;
    };

    void Pass(World& world) const;
    void Happen(World& world, Step step);
    void Open(Host& host);
    tcplifecycle::CallResult Call(Host& host, Step step);
    void CarryOut(World& world, Side side, const Before& before);

    void Do(World& world, Side side, const tcplifecycle::Emit& emit);
    void Do(World& world, Side side, const tcplifecycle::Deliver& deliver);
    void Do(World& world, Side side, const tcplifecycle::Keep& keep);
    void Do(World& world, Side side, const tcplifecycle::Release& release);
    void Do(World& world, Side side, const tcplifecycle::Transition& transition);
    void Do(World& world, Side side, const tcplifecycle::Opened& opened);
    void Do(World& world, Side side, const tcplifecycle::Acknowledged& acknowledged);
    void Do(World& world, Side side, const tcplifecycle::PeerClosed& peerClosed);
    void Do(World& world, Side side, const tcplifecycle::Urgent& urgent);
    void Do(World& world, Side side, const tcplifecycle::Trouble& trouble);
    void Do(World& world, Side side, const tcplifecycle::Ended& ended);

    void CheckNumbersOf(const Flight& flight, const Host& host);
    void CheckWindows(const Host& host, const Before& before);
    void CheckOld(const World& world, Side side, const Before& before);

    /// Notes that something must hold. The first that does not is the step's fault.
    void Must(bool holds, const char* otherwise)
    {
        if (!holds && m_account.fault.empty())
        {
            m_account.fault = otherwise;
        }
    }

    const Bounds& m_bounds;
    Account m_account;
    tcplifecycle::Actions m_actions;
    tcplifecycle::State m_state{}; ///< where the transitions so far have led
    bool m_ended{false};           ///< the user was told that all is over
    uint32_t m_unread{0};          ///< octets delivered that the user had not read
};

} // namespace explorer

#endif // EXPLORER_REFEREE_H
