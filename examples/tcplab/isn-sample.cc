// SPDX-License-Identifier: GPL-2.0-only

#include "isn-sample.h"

#include <cmath>

namespace tcplab
{

namespace
{

using namespace ns3;

constexpr uint32_t FIRST_CLIENT = 0x0a010001; // 10.1.0.1
constexpr uint16_t FIRST_PORT = 49152;        // RFC 6335's dynamic range
constexpr uint32_t PORTS = 16384;

/// \return when a connection comes, in nanoseconds
long double
TimeOf(uint64_t connection, const IsnSampling& sampling)
{
    return std::round(connection * 1e9L / sampling.perSecond);
}

TcpFourTuple
FourTupleOf(uint64_t connection)
{
    const auto client = static_cast<uint32_t>(FIRST_CLIENT + connection / PORTS);
    const auto port = static_cast<uint16_t>(FIRST_PORT + connection % PORTS);
    return {{TcpIpAddress(Ipv4Address("10.0.0.2")), 80}, {TcpIpAddress(Ipv4Address(client)), port}};
}

} // namespace

bool
FitsIntoTime(const IsnSampling& sampling)
{
    return TimeOf(sampling.connections - 1, sampling) <
           static_cast<long double>(Time::Max().GetNanoSeconds());
}

IsnSample
TakeIsnSample(Ptr<TcpIsnGenerator> generator, const IsnSampling& sampling)
{
    IsnSample sample;
    sample.times.reserve(sampling.connections);
    sample.numbers.reserve(sampling.connections);
    for (uint64_t i = 0; i < sampling.connections; ++i)
    {
        const Time time = NanoSeconds(static_cast<int64_t>(TimeOf(i, sampling)));
        const auto connection = FourTupleOf(sampling.manyFourTuples ? i : 0);
        sample.times.push_back(time);
        sample.numbers.push_back(generator->Generate(connection, time));
    }
    return sample;
}

std::vector<uint32_t>
StepsOf(const IsnSample& sample)
{
    std::vector<uint32_t> steps(sample.numbers.size() - 1);
    for (size_t i = 0; i < steps.size(); ++i)
    {
        steps[i] = sample.numbers[i + 1] - sample.numbers[i];
    }
    return steps;
}

} // namespace tcplab
