// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_ISN_SAMPLE_H
#define TCPLAB_ISN_SAMPLE_H

#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/tcp-isn-generator.h"

#include <cstdint>
#include <vector>

namespace tcplab
{

/// Initial sequence numbers that a host has chosen one after the other.
struct IsnSample
{
    std::vector<ns3::Time> times;  ///< when, from 0 on, each later than the one before
    std::vector<uint32_t> numbers; ///< as many
};

/// How a sample is taken.
struct IsnSampling
{
    uint64_t connections{10'000}; ///< at least 4
    double perSecond{100};        ///< above 0; the connections come at equal intervals
    bool manyFourTuples{false};   ///< each connection is another client's; else all are of one
};

/**
 * \param sampling how a sample is taken
 * \return whether the simulator's time goes so far
 */
bool FitsIntoTime(const IsnSampling& sampling);

/**
 * Asks a generator for the numbers of connections to 10.0.0.2:80.
 *
 * \param generator the generator of that host
 * \param sampling how; FitsIntoTime must hold
 * \return its numbers
 */
IsnSample TakeIsnSample(ns3::Ptr<ns3::TcpIsnGenerator> generator, const IsnSampling& sampling);

/**
 * \param sample some numbers
 * \return how much further each is than the one before, modulo 2^32: one fewer than numbers
 */
std::vector<uint32_t> StepsOf(const IsnSample& sample);

} // namespace tcplab

#endif // TCPLAB_ISN_SAMPLE_H
