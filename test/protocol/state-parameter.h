// SPDX-License-Identifier: GPL-2.0-only

#ifndef STATE_PARAMETER_H
#define STATE_PARAMETER_H

#include "tcp-state-name.h"

#include <gtest/gtest.h>
#include <ostream>
#include <string>

namespace tcplifecycle
{

/// How GoogleTest prints a state in a failure.
inline void
PrintTo(State state, std::ostream* out)
{
    *out << ToString(state);
}

} // namespace tcplifecycle

/// \return the state's name as a part of a test's name, "FIN_WAIT_1"
inline std::string
NameOf(tcplifecycle::State state)
{
    std::string name = ToString(state);
    for (char& letter : name)
    {
        letter = letter == '-' ? '_' : letter;
    }
    return name;
}

/// Names a test after its parameter, a state or a struct with a member `state`.
struct StateName
{
    std::string operator()(const testing::TestParamInfo<tcplifecycle::State>& info) const
    {
        return NameOf(info.param);
    }

    template <class Row>
    std::string operator()(const testing::TestParamInfo<Row>& info) const
    {
        return NameOf(info.param.state);
    }
};

/// The states of RFC 9293, section 3.10.7.4.
inline const auto OTHER_STATES = testing::Values(tcplifecycle::State::SynReceived,
                                                 tcplifecycle::State::Established,
                                                 tcplifecycle::State::FinWait1,
                                                 tcplifecycle::State::FinWait2,
                                                 tcplifecycle::State::CloseWait,
                                                 tcplifecycle::State::Closing,
                                                 tcplifecycle::State::LastAck,
                                                 tcplifecycle::State::TimeWait);

/// Those of them that are synchronized (section 3.5.2).
inline const auto SYNCHRONIZED_STATES = testing::Values(tcplifecycle::State::Established,
                                                        tcplifecycle::State::FinWait1,
                                                        tcplifecycle::State::FinWait2,
                                                        tcplifecycle::State::CloseWait,
                                                        tcplifecycle::State::Closing,
                                                        tcplifecycle::State::LastAck,
                                                        tcplifecycle::State::TimeWait);

#endif // STATE_PARAMETER_H
