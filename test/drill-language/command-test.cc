// SPDX-License-Identifier: GPL-2.0-only

#include "drill/drill-command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace
{

using namespace tcplab::drill;
using testing::StartsWith;

/// \return "Attribute=value" for each setting, or "skipped: " and the reason
std::string
Meaning(const std::string& command)
{
    const CommandMeaning meaning = ReadCommand(command);
    if (const auto* unknown = std::get_if<UnknownCommand>(&meaning))
    {
        return "skipped: " + unknown->reason;
    }
    std::string text;
    for (const auto& setting : std::get<std::vector<CommandSetting>>(meaning))
    {
        text += (text.empty() ? "" : " ") + setting.attribute + '=' + setting.value;
    }
    return text;
}

TEST(Commands, SetAttributes)
{
    EXPECT_EQ(Meaning("sysctl -q net.ipv4.tcp_sack=0"), "Sack=false");
    EXPECT_EQ(Meaning("sysctl -q -w net.ipv4.tcp_timestamps=1 net.ipv4.tcp_ecn=2"),
              "Timestamp=true UseEcn=AcceptOnly");
    EXPECT_EQ(Meaning("sysctl -q net.ipv4.tcp_rmem=\"4096 540000 $((15*1024*1024))\""),
              "RcvBufSize=15728640");
    EXPECT_EQ(Meaning("sysctl -q net.ipv4.tcp_wmem=\"4096 $((256*1024)) 4194304\""),
              "SndBufSize=262144");
    EXPECT_EQ(Meaning("sysctl net.ipv4.tcp_syn_retries=3 net.ipv4.tcp_retries2=8"),
              "ConnCount=3 DataRetries=8");
    EXPECT_EQ(Meaning("sysctl net.ipv4.tcp_fin_timeout=30"), "FinWait2Timeout=30s");
    EXPECT_EQ(Meaning("sysctl net.ipv4.tcp_syncookies=2 net.ipv4.tcp_tw_reuse=1"),
              "SynCookies=Always TimeWaitConnect=Timestamps");
    EXPECT_EQ(Meaning("sysctl net.ipv4.tcp_max_tw_buckets=100"), "MaxTimeWait=100");
    EXPECT_EQ(Meaning("sysctl net.ipv4.tcp_congestion_control=reno"),
              "SocketType=ns3::TcpLinuxReno");
    EXPECT_EQ(Meaning("sysctl 'net.ipv4.ip_local_port_range=1024 2048'"),
              "EphemeralPortFirst=1024 EphemeralPortLast=2048");
}

TEST(Commands, AreKnownInTheirOtherForms)
{
    EXPECT_EQ(Meaning("../../common/set_sysctls.py /proc/sys/net/ipv4/tcp_timestamps=0 \\\n"
                      "  /proc/sys/net/ipv4/tcp_sack=0"),
              "Timestamp=false Sack=false");
    EXPECT_EQ(Meaning("echo 0 > /proc/sys/net/ipv4/tcp_window_scaling"), "WindowScaling=false");
    EXPECT_THAT(Meaning("../common/defaults.sh"),
                StartsWith("RcvBufSize=15728640 SndBufSize=262144"));
    EXPECT_THAT(Meaning("./defaults.sh\nsysctl -q net.ipv4.tcp_sack=0 # off"),
                testing::EndsWith("UseEcn=Off Sack=false"));
}

TEST(Commands, OfARealHostDoNothing)
{
    for (const char* command : {
             "ip tcp_metrics flush all > /dev/null 2>&1",
             "tc qdisc delete dev tun0 root 2>/dev/null ; tc qdisc add dev tun0 root pfifo limit 0",
             "nstat | grep TcpExtOutOfWindowIcmps > /dev/null",
             "/tmp/sysctl_restore_${PPID}.sh",
             "sysctl net.ipv4.tcp_sack",
             "sysctl -q net.ipv4.tcp_tso_win_divisor=100",
             "",
             "# nothing",
         })
    {
        EXPECT_EQ(Meaning(command), "") << command;
    }
}

TEST(Commands, ThatCannotBeDoneSkipTheScript)
{
    EXPECT_EQ(Meaning("grep 0A /proc/net/tcp"),
              "skipped: the command \"grep\" has no meaning in a simulator");
    EXPECT_EQ(Meaning("sysctl net.ipv4.tcp_foo=1"),
              "skipped: the setting net.ipv4.tcp_foo has no counterpart here");
    EXPECT_EQ(Meaning("sysctl net.ipv4.tcp_mtu_probing=2"),
              "skipped: the setting net.ipv4.tcp_mtu_probing cannot be \"2\" here");
    EXPECT_EQ(Meaning("sysctl net.ipv4.tcp_ecn=9"),
              "skipped: the setting net.ipv4.tcp_ecn cannot be \"9\" here");
    EXPECT_EQ(Meaning("sysctl net.ipv4.tcp_sack=on"),
              "skipped: the setting net.ipv4.tcp_sack cannot be \"on\" here");
    EXPECT_EQ(Meaning("sysctl -p /etc/sysctl.conf"),
              "skipped: the settings of a file have no meaning in a simulator");
    EXPECT_EQ(Meaning("echo \"abc"), "skipped: a quotation has no end");
    EXPECT_THAT(Meaning("\"\""), StartsWith("skipped: "));
}

} // namespace
