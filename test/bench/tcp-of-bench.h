// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_OF_BENCH_H
#define TCP_OF_BENCH_H

/// Which TCP is measured.
enum class Tcp
{
    Lifecycle,
    Ns3,
};

/// \return the name of the factory that makes its sockets
constexpr const char*
SocketFactoryOf(Tcp tcp)
{
    return tcp == Tcp::Lifecycle ? "ns3::TcpLifecycleSocketFactory" : "ns3::TcpSocketFactory";
}

#endif // TCP_OF_BENCH_H
