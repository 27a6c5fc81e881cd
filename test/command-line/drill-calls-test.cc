// SPDX-License-Identifier: GPL-2.0-only

// The system calls of packet scripts. What Linux does is what its manual pages say: socket(7),
// tcp(7), connect(2), recv(2), send(2), poll(2), shutdown(2).

#include "program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace
{

/// A script that is to pass.
struct GoodScript
{
    const char* name;
    const char* text; ///< "ACCEPTED" on a line stands for a connection, accepted as descriptor 4
};

const char* const ACCEPTED = R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0 < S 0:0(0) win 32792 <mss 1000>
+0 > S. 0:0(0) ack 1 <mss 1460>
+.1 < . 1:1(0) ack 1 win 32792
+0 accept(3, ..., ...) = 4
)";

class DrillScript : public testing::TestWithParam<GoodScript>
{
};

TEST_P(DrillScript, Passes)
{
    std::string text = GetParam().text;
    const std::string placeholder = "ACCEPTED\n";
    if (const size_t at = text.find(placeholder); at != std::string::npos)
    {
        text.replace(at, placeholder.size(), ACCEPTED);
    }
    const TemporaryFolder folder;
    const auto outcome = RunTcplab({"drill", folder.Write("x.pkt", text)});
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
}

const GoodScript GOOD_SCRIPTS[] = {
    // Opening.
    {"BlockingConnect", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0...0.1 connect(3, ..., ...) = 0
+0 > S 0:0(0) <...>
+.1 < S. 0:0(0) ack 1 win 5792 <mss 1460>
+0 > . 1:1(0) ack 1
+0 connect(3, ..., ...) = -1 EISCONN (Transport endpoint is already connected)
)"},
    {"NonBlockingConnect", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)
+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
+0 connect(3, ..., ...) = -1 EALREADY (Operation already in progress)
+0 write(3, ..., 1) = -1 EAGAIN (Resource temporarily unavailable)
+0 > S 0:0(0) <...>
+.1 < S. 0:0(0) ack 1 win 5792 <mss 1460>
+0 > . 1:1(0) ack 1
+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0
+0 connect(3, ..., ...) = 0
)"},
    {"NonBlockingSocket", R"(0 socket(..., SOCK_STREAM|SOCK_NONBLOCK, IPPROTO_TCP) = 3
+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
)"},
    {"RefusedConnect", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0...0.1 connect(3, ..., ...) = -1 ECONNREFUSED (Connection refused)
+0 > S 0:0(0) <...>
+.1 < R. 0:0(0) ack 1 win 0
+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0
)"},
    {"RefusedConnectIsToldOnce", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
+0 > S 0:0(0) <...>
+.1 < R. 0:0(0) ack 1 win 0
+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]) = 0
+0 getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0
)"},
    {"ConnectThatTimesOut", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 setsockopt(3, SOL_TCP, TCP_SYNCNT, [1], 4) = 0
+0...9 connect(3, ..., ...) = -1 ETIMEDOUT (Connection timed out)
+0 > S 0:0(0) <...>
+3 > S 0:0(0) <...>
+6 getsockopt(3, SOL_TCP, TCP_SYNCNT, [1], [4]) = 0
)"},
    {"UnreachableConnect", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0...0.1 connect(3, ..., ...) = -1 ECONNREFUSED (Connection refused)
+0 > S 0:0(0) <...>
+.1 < icmp unreachable port_unreachable [0:0(0)]
)"},
    {"BlockingAccept", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0...0.2 accept(3, ..., ...) = 4
+.1 < S 0:0(0) win 32792 <mss 1000>
+0 > S. 0:0(0) ack 1 <mss 1460>
+.1 < . 1:1(0) ack 1 win 257
)"},
    {"NonBlockingAccept", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 accept(3, ..., ...) = -1 EINVAL (Invalid argument)
+0 bind(3, ..., ...) = 0
+0 bind(3, ..., ...) = -1 EINVAL (Invalid argument)
+0 getsockopt(3, SOL_SOCKET, SO_ACCEPTCONN, [0], [4]) = 0
+0 listen(3, 1) = 0
+0 getsockopt(3, SOL_SOCKET, SO_ACCEPTCONN, [1], [4]) = 0
+0 accept(3, ..., ...) = -1 EAGAIN (Resource temporarily unavailable)
+0 read(3, ..., 1) = -1 ENOTCONN (Transport endpoint is not connected)
+0 write(3, ..., 1) = -1 EPIPE (Broken pipe)
+0 connect(3, ..., ...) = -1 EISCONN (Transport endpoint is already connected)
)"},
    {"AddressInUse", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 4
+0 bind(4, ..., ...) = -1 EADDRINUSE (Address already in use)
)"},
    {"OtherFamily", R"(0 socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = -1 EAFNOSUPPORT (note)
)"},
    {"ChosenNumbers", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0 < S 4294967295:4294967295(0) win 32792 <mss 1000>
+0 > S. 7000:7000(0) ack 0 <mss 1460>
+.1 < . 1:1(0) ack 1 win 32792
+0 accept(3, ..., ...) = 4
+0 < P. 1:101(100) ack 1 win 32792
+0 read(4, ..., 200) = 100
+0 write(4, ..., 10) = 10
+0 > P. 1:11(10) ack 101
)"},
    // Data.
    {"BlockingRead", R"(ACCEPTED
+0...0.1 read(4, ..., 2000) = 1000
+.1 < P. 1:1001(1000) ack 1 win 257
* > . 1:1(0) ack 1001
)"},
    {"EmptyReadWouldBlock", R"(ACCEPTED
+0 fcntl(4, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0 read(4, ..., 10) = -1 EAGAIN (Resource temporarily unavailable)
+0 fcntl(4, F_SETFL, O_RDWR) = 0
+0 recv(4, ..., 10, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)
+0 < P. 1:11(10) ack 1 win 257
+0 recv(4, ..., 100, MSG_PEEK) = 10
+0 ioctl(4, SIOCINQ, [10]) = 0
+0 recvfrom(4, ..., 4, 0, ..., ...) = 4
+0 readv(4, [{..., 2}, {..., 2}], 2) = 4
+0 recvmsg(4, {msg_name(...)=..., msg_iov(1)=[{..., 100}], msg_flags=0}, 0) = 2
+0 ioctl(4, FIONREAD, [0]) = 0
)"},
    {"WaitForAll", R"(ACCEPTED
+0...0.2 recv(4, ..., 20, MSG_WAITALL) = 20
+.1 < P. 1:11(10) ack 1 win 257
+.1 < P. 11:21(10) ack 1 win 257
)"},
    {"LowWater", R"(ACCEPTED
+0 setsockopt(4, SOL_SOCKET, SO_RCVLOWAT, [15], 4) = 0
+0...0.2 read(4, ..., 100) = 20
+.1 < P. 1:11(10) ack 1 win 257
+.1 < P. 11:21(10) ack 1 win 257
)"},
    {"EndOfStream", R"(ACCEPTED
+0 < FP. 1:11(10) ack 1 win 257
* > . 1:1(0) ack 12
+0 read(4, ..., 100) = 10
+0 read(4, ..., 100) = 0
+0 read(4, ..., 100) = 0
)"},
    {"BlockingWrite", R"(ACCEPTED
+0 setsockopt(4, SOL_SOCKET, SO_SNDBUF, [500], 4) = 0
+0 getsockopt(4, SOL_SOCKET, SO_SNDBUF, [1000], [4]) = 0
+0...0.1 write(4, ..., 1500) = 1500
+0 > P. 1:1001(1000) ack 1
+.1 < . 1:1(0) ack 1001 win 32792
+0 > P. 1001:1501(500) ack 1
)"},
    {"PartialWrite", R"(ACCEPTED
+0 setsockopt(4, SOL_SOCKET, SO_SNDBUF, [500], 4) = 0
+0 send(4, ..., 1500, MSG_DONTWAIT) = 1000
+0 send(4, ..., 500, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)
+0 ioctl(4, SIOCOUTQ, [1000]) = 0
+0 ioctl(4, SIOCOUTQNSD, [0]) = 0
)"},
    {"GatheredWrites", R"(ACCEPTED
+0 writev(4, [{..., 10}, {..., 0}, {..., 20}], 3) = 30
+0 > P. 1:31(30) ack 1
+0 < . 1:1(0) ack 31 win 32792
+0 sendmsg(4, {msg_name(...)=..., msg_iov(2)=[{..., 5}, {..., 5}], msg_flags=0}, 0) = 10
+0 > P. 31:41(10) ack 1
+0 < . 1:1(0) ack 41 win 32792
+0 sendto(4, ..., 1, 0, ..., ...) = 1
+0 > P. 41:42(1) ack 1
)"},
    {"UrgentData", R"(ACCEPTED
+0 send(4, ..., 10, MSG_OOB) = 10
+0 > PU. 1:11(10) ack 1 urg 10
)"},
    {"BadBuffers", R"(ACCEPTED
+0 write(4, NULL, 10) = -1 EFAULT (Bad address)
+0 < P. 1:11(10) ack 1 win 257
+0 read(4, NULL, 10) = -1 EFAULT (Bad address)
+0 read(4, ..., 10) = 10
)"},
    // Errors.
    {"ResetIsToldOnce", R"(ACCEPTED
+0 < R. 1:1(0) ack 1 win 0
+0 read(4, ..., 10) = -1 ECONNRESET (Connection reset by peer)
+0 read(4, ..., 10) = 0
+0 write(4, ..., 10) = -1 EPIPE (Broken pipe)
)"},
    {"UserTimeout", R"(ACCEPTED
+0 setsockopt(4, SOL_TCP, TCP_USER_TIMEOUT, [2500], 4) = 0
+0 getsockopt(4, SOL_TCP, TCP_USER_TIMEOUT, [2500], [4]) = 0
+0 write(4, ..., 10) = 10
+2.4 write(4, ..., 10) = 10
+.2 write(4, ..., 10) = -1 ETIMEDOUT (Connection timed out)
)"},
    {"KeepAlive", R"(ACCEPTED
+0 setsockopt(4, SOL_TCP, TCP_KEEPIDLE, [10], 4) = 0
+0 setsockopt(4, SOL_TCP, TCP_KEEPINTVL, [2], 4) = 0
+0 setsockopt(4, SOL_TCP, TCP_KEEPCNT, [2], 4) = 0
+0 setsockopt(4, SOL_SOCKET, SO_KEEPALIVE, [1], 4) = 0
+0 getsockopt(4, SOL_TCP, TCP_KEEPIDLE, [10], [4]) = 0
+0 getsockopt(4, SOL_TCP, TCP_KEEPINTVL, [2], [4]) = 0
+0 getsockopt(4, SOL_TCP, TCP_KEEPCNT, [2], [4]) = 0
+0 getsockopt(4, SOL_SOCKET, SO_KEEPALIVE, [1], [4]) = 0
+10 > . 0:0(0) ack 1
+2 > . 0:0(0) ack 1
+2.1 read(4, ..., 10) = -1 ETIMEDOUT (Connection timed out)
)"},
    // Options.
    {"PlainOptions", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 getsockopt(3, SOL_SOCKET, SO_REUSEADDR, [0], [4]) = 0
+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
+0 getsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], [4]) = 0
+0 getsockopt(3, SOL_SOCKET, SO_TYPE, [1], [4]) = 0
+0 getsockopt(3, SOL_SOCKET, SO_PROTOCOL, [6], [4]) = 0
+0 setsockopt(3, SOL_SOCKET, SO_RCVBUF, [5000], 4) = 0
+0 getsockopt(3, SOL_SOCKET, SO_RCVBUF, [10000], [4]) = 0
+0 setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0
+0 getsockopt(3, SOL_TCP, TCP_NODELAY, [1], [4]) = 0
+0 setsockopt(3, SOL_TCP, TCP_LINGER2, [30], 4) = 0
+0 getsockopt(3, SOL_TCP, TCP_LINGER2, [30], [4]) = 0
+0 setsockopt(3, SOL_TCP, TCP_CONGESTION, "cubic", 5) = 0
+0 getsockopt(3, SOL_TCP, TCP_CONGESTION, "cubic", [5]) = 0
+0 setsockopt(3, SOL_TCP, TCP_CONGESTION, "nonsense", 8) = -1 ENOENT (No such file or directory)
+0 setsockopt(3, SOL_TCP, TCP_KEEPIDLE, [0], 4) = -1 EINVAL (Invalid argument)
+0 setsockopt(3, SOL_TCP, TCP_MAXSEG, [10], 4) = -1 EINVAL (Invalid argument)
+0 setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 2) = -1 EINVAL (Invalid argument)
)"},
    {"ReceiveBufferIsTheWindow", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 setsockopt(3, SOL_SOCKET, SO_RCVBUF, [5000], 4) = 0
+0...0 connect(3, ..., ...) = -1 ECONNREFUSED (note)
+0 > S 0:0(0) win 5000 <...>
+0 < R. 0:0(0) ack 1 win 0
)"},
    {"MaxSegment", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 getsockopt(3, SOL_TCP, TCP_MAXSEG, [536], [4]) = 0
+0 setsockopt(3, SOL_TCP, TCP_MAXSEG, [700], 4) = 0
+0 getsockopt(3, SOL_TCP, TCP_MAXSEG, [700], [4]) = 0
+0...0 connect(3, ..., ...) = 0
+0 > S 0:0(0) <mss 700,sackOK,TS val 0 ecr 0,nop,wscale 2>
+0 < S. 0:0(0) ack 1 win 60000 <mss 1460>
+0 > . 1:1(0) ack 1
+0 %{ assert tcpi_advmss == 700; assert tcpi_snd_mss == 700 }%
+0 getsockopt(3, SOL_TCP, TCP_MAXSEG, [700], [4]) = 0
+0 write(3, ..., 701) = 701
+0 > . 1:701(700) ack 1
)"},
    {"NoDelay", R"(ACCEPTED
+0 setsockopt(4, SOL_TCP, TCP_NODELAY, [0], 4) = 0
+0 getsockopt(4, SOL_TCP, TCP_NODELAY, [0], [4]) = 0
+0 write(4, ..., 10) = 10
+0 > P. 1:11(10) ack 1
+0 write(4, ..., 10) = 10
+.1 < . 1:1(0) ack 11 win 32792
+0 > P. 11:21(10) ack 1
+0 setsockopt(4, SOL_TCP, TCP_NODELAY, [1], 4) = 0
+0 write(4, ..., 10) = 10
+0 > P. 21:31(10) ack 1
)"},
    {"TypeOfService", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 setsockopt(3, IPPROTO_IP, IP_TOS, [0x10], 4) = 0
+0 getsockopt(3, IPPROTO_IP, IP_TOS, [0x10], [4]) = 0
+0...0 connect(3, ..., ...) = -1 ECONNREFUSED (note)
+0 > [tos 0x10] S 0:0(0) <...>
+0 < R. 0:0(0) ack 1 win 0
)"},
    {"TimeToLive", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 setsockopt(3, IPPROTO_IP, IP_TTL, [33], 4) = 0
+0 getsockopt(3, IPPROTO_IP, IP_TTL, [33], [4]) = 0
+0...0 connect(3, ..., ...) = -1 ECONNREFUSED (note)
+0 > [ttl 33] S 0:0(0) <...>
+0 < R. 0:0(0) ack 1 win 0
)"},
    // Closing.
    {"HalfClose", R"(ACCEPTED
+0 shutdown(4, SHUT_WR) = 0
+0 > F. 1:1(0) ack 1
+0 shutdown(4, SHUT_WR) = 0
+0 write(4, ..., 1) = -1 EPIPE (Broken pipe)
+0 < P. 1:11(10) ack 2 win 257
+0 read(4, ..., 100) = 10
+0 shutdown(4, 7) = -1 EINVAL (Invalid argument)
)"},
    {"ShutdownWithoutConnection", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 shutdown(3, SHUT_RDWR) = -1 ENOTCONN (Transport endpoint is not connected)
)"},
    {"NoMoreReading", R"(ACCEPTED
+0 shutdown(4, SHUT_RD) = 0
+0 read(4, ..., 100) = 0
)"},
    {"LingerOfZeroResets", R"(ACCEPTED
+0 setsockopt(4, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0
+0 close(4) = 0
+0 > R 1:1(0)
)"},
    {"LingerWaitsForTheAcknowledgment", R"(ACCEPTED
+0 setsockopt(4, SOL_SOCKET, SO_LINGER, {onoff=1, linger=5}, 8) = 0
+0...0.3 close(4) = 0
+0 > F. 1:1(0) ack 1
+.3 < . 1:1(0) ack 2 win 257
)"},
    {"UnreadDataResets", R"(ACCEPTED
+0 < P. 1:11(10) ack 1 win 257
+0 close(4) = 0
+0 > R 1:1(0)
)"},
    {"ClosedPortResets", R"(0 < S 0:0(0) win 1000 <mss 1000>
+0 > R. 0:0(0) ack 1
)"},
    {"Disconnect", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0...0 connect(3, ..., ...) = 0
+0 > S 0:0(0) <...>
+0 < S. 0:0(0) ack 1 win 60000 <mss 1460>
+0 > . 1:1(0) ack 1
+0 connect(3, AF_UNSPEC, ...) = 0
+0 > R 1:1(0)
)"},
    // Readiness.
    {"Poll", R"(ACCEPTED
+0 poll([{fd=3, events=POLLIN, revents=0}], 1, 0) = 0
+0 poll([{fd=4, events=POLLIN|POLLOUT, revents=POLLOUT}], 1, 0) = 1
+0...0.1 poll([{fd=4, events=POLLIN, revents=POLLIN}], 1, 1000) = 1
+.1 < P. 1:11(10) ack 1 win 257
+0...0.5 poll([{fd=3, events=POLLIN, revents=0}], 1, 500) = 0
+1 < F. 11:11(0) ack 1 win 257
+0 poll([{fd=4, events=POLLIN|POLLRDHUP, revents=POLLIN|POLLRDHUP}], 1, 0) = 1
+0 < R. 12:12(0) ack 1 win 257
+0 poll([{fd=4, events=POLLIN, revents=POLLIN|POLLERR|POLLHUP}], 1, 0) = 1
)"},
    {"PollOfAListener", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0...0.1 poll([{fd=3, events=POLLIN, revents=POLLIN}], 1, -1) = 1
+0 < S 0:0(0) win 32792 <mss 1000>
+0 > S. 0:0(0) ack 1 <mss 1460>
+.1 < . 1:1(0) ack 1 win 257
+0 accept(3, ..., ...) = 4
)"},
    // Segments.
    {"Ipv6", R"(--ip_version=ipv6
0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0...0.1 connect(3, ..., ...) = 0
+0 > S 0:0(0) <mss 1440,sackOK,TS val 100 ecr 0,nop,wscale 2>
+.1 < S. 0:0(0) ack 1 win 5792 <mss 1440>
+0 > . 1:1(0) ack 1
)"},
    {"Ipv4Mapped", R"(--ip_version=ipv4-mapped-ipv6
0 socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = 3
+0...0.1 connect(3, ..., ...) = 0
+0 > S 0:0(0) <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 2>
+.1 < S. 0:0(0) ack 1 win 5792 <mss 1460>
+0 > . 1:1(0) ack 1
)"},
    {"OtherAddressesPortsAndMtu", R"(--local_ip=10.9.8.7
--remote_ip=203.0.113.5
--bind_port=99
--mtu=1000
0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0 < S 0:0(0) win 32792 <mss 1000>
+0 > S. 0:0(0) ack 1 <mss 960>
)"},
    {"TimestampsOfBothSides", R"(--tcp_ts_tick_usecs=1000
0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0 < S 0:0(0) win 32792 <mss 1000,sackOK,TS val 100 ecr 0>
+0 > S. 0:0(0) ack 1 <mss 1460,sackOK,TS val 500 ecr 100>
+.1 < . 1:1(0) ack 1 win 32792 <nop,nop,TS val 200 ecr 500>
+0 accept(3, ..., ...) = 4
+.9 write(4, ..., 10) = 10
+0 > P. 1:11(10) ack 1 <nop,nop,TS val 1500 ecr 200>
)"},
    {"SackBlocksOfTheHost", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0 < S 300:300(0) win 32792 <mss 1000,sackOK,nop,nop>
+0 > S. 0:0(0) ack 301 <mss 1460,nop,nop,sackOK>
+.1 < . 1:1(0) ack 1 win 32792
+0 accept(3, ..., ...) = 4
+0 < P. 1001:2001(1000) ack 1 win 32792
+0 > . 1:1(0) ack 1 <nop,nop,sack 1001:2001>
)"},
    {"TimesOfAllKinds", R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
0.1 bind(3, ..., ...) = 0
+.1 listen(3, 1) = 0
0.3 < S 0:0(0) win 32792 <mss 1000>
* > S. 0:0(0) ack 1 <mss 1460>
0.5 < . 1:1(0) ack 1 win 32792
+0 accept(3, ..., ...) = 4
+0 close(4) = 0
0.4~0.6 > F. 1:1(0) ack 1
+.9~+1.1 > F. 1:1(0) ack 1
)"},
    {"LateWithinTheTolerance", R"(--tolerance_usecs=300000
--tolerance_percent=0
ACCEPTED
+0 close(4) = 0
+0 > F. 1:1(0) ack 1
+.8 > F. 1:1(0) ack 1
)"},
    {"SeveralSegmentsWrittenAsOne", R"(ACCEPTED
+0 write(4, ..., 2500) = 2500
+0 > P. 1:2501(2500) ack 1
)"},
};

INSTANTIATE_TEST_SUITE_P(Calls,
                         DrillScript,
                         testing::ValuesIn(GOOD_SCRIPTS),
                         [](const testing::TestParamInfo<GoodScript>& info) {
                             return std::string(info.param.name);
                         });

/// A call after ACCEPTED that a script cannot make, and what is said of it.
struct BadCallCase
{
    const char* name;
    const char* call;
    int status;
    const char* says;
};

class DrillBadCall : public testing::TestWithParam<BadCallCase>
{
};

TEST_P(DrillBadCall, IsNotTakenForGood)
{
    const TemporaryFolder folder;
    const auto outcome =
        RunTcplab({"drill", folder.Write("x.pkt", ACCEPTED + std::string(GetParam().call) + '\n')});
    EXPECT_EQ(outcome.status, GetParam().status);
    EXPECT_THAT(outcome.out + outcome.err, testing::HasSubstr(GetParam().says));
}

const BadCallCase BAD_CALLS[] = {
    {"ResultWithoutMeaning",
     "+0 write(4, ..., 1000) = LEN",
     2,
     "x.pkt:8: write: LEN is not known here"},
    {"ResultThatIsText", "+0 write(4, ..., 1000) = \"x\"", 1, "the result is no number"},
    {"ResultThatIsAList", "+0 write(4, ..., 1000) = [5]", 1, "the result is no number"},
    {"ResultLeftOpen", "+0 write(4, ..., 1000) = ...", 1, "the result is no number"},
    {"AddressOfAccept",
     "+0 accept(3, {sa_family = AF_INET, sin_port = htons(1), sin_addr = inet_addr(\"9.9.9.9\")}, "
     "[16]) = 5",
     1,
     "argument 2 is not \"...\""},
    {"LengthOfAccept", "+0 accept(3, ..., [99]) = 5", 1, "argument 3 is not \"...\""},
    {"AddressOfConnect",
     "+0 connect(4, {sa_family = AF_INET, sin_port = htons(1), sin_addr = inet_addr(\"9.9.9.9\")}, "
     "...) = 0",
     1,
     "argument 2 is not \"...\""},
    {"AddressOfRecvfrom", "+0 recvfrom(4, ..., 10, 0, [1], ...) = 0", 1, "argument 5 is not"},
    {"VectorsOfAMessage",
     "+0 sendmsg(4, {msg_name(...)=..., msg_iov(5)=[{..., 1000}], msg_flags=0}, 0) = 1000",
     1,
     "iov_count 5 does not match 1-element iovec array"},
};

INSTANTIATE_TEST_SUITE_P(All, DrillBadCall, testing::ValuesIn(BAD_CALLS), [](const auto& info) {
    return std::string(info.param.name);
});

} // namespace
