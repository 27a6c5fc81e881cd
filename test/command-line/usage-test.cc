// SPDX-License-Identifier: GPL-2.0-only

#include "program.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

/// What a user is told who gets it wrong: exit status 2, and one clear line.

namespace
{

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A script, and what is said of it, after its path.
struct BadScript
{
    const char* name;
    const char* text;
    const char* complaint;
};

class UnusableScript : public testing::TestWithParam<BadScript>
{
};

TEST_P(UnusableScript, IsRefusedWithItsPlace)
{
    const TemporaryFolder folder;
    const auto script = folder.Write("bad.tcp", GetParam().text);
    const auto outcome = RunTcplab({"run", script});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, StartsWith(script + ':' + GetParam().complaint));
    EXPECT_THAT(outcome.err,
                Not(HasSubstr("boost"))); // what a part of the grammar without a name is called
    // One line, then the line of the script and a mark, if there is such a line.
    EXPECT_LE(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 3);
}

const BadScript BAD_SCRIPTS[] = {
    {"Empty", "", "1:1: the script is empty"},
    {"OnlyComments", "# nothing\n\n", "1:1: the script is empty"},
    {"NoAction", "title \"x\"\n", "1:1: nothing happens in this script"},
    {"MisspeltAction",
     "at 0s B listen 80\nat 1s A clsoe\n",
     "2:9: expected an action, not \"clsoe\"; did you mean \"close\"?\n"
     "  at 1s A clsoe\n"
     "          ^\n"},
    {"MisspeltStatement",
     "att 1s A close\n",
     "1:1: expected a statement, not \"att\"; did you mean"},
    {"TimeIsNoNumber", "at soon A close\n", "1:4: expected a time such as 1.5s, not \"soon\""},
    {"TimeIsNegative", "at -1s A close\n", "1:4: expected a time such as 1.5s, not \"-1s\""},
    {"TimeWithoutUnit", "at 1 A close\n", "1:5: expected a unit of time right after the number"},
    {"TimeTooFine", "at 0.5ns A close\n", "1:4: this is no whole number of nanoseconds"},
    {"TimeTooLong",
     "at 99999999999999999999s A close\n",
     "1:4: this is too much: the most is 10000h"},
    {"LineEndsEarly", "at 1s A\n", "1:8: expected an action, but the line ends here"},
    {"LineGoesOn", "at 1s A close now\n", "1:15: expected the end of the line, not \"now\""},
    {"NoSuchHost", "at 1s C close\n", "1:7: there is no host \"C\": the hosts are A and B"},
    {"NoSuchConnection", "at 1s A.x close\n", "1:9: no connection of A is named \"x\""},
    {"PortTooLarge",
     "at 1s A connect B:65536\n",
     "1:19: expected a port, 1 to 65535, not \"65536\""},
    {"PortZero", "at 1s B listen 0\n", "1:16: expected a port, 1 to 65535, not \"0\""},
    {"NoSuchState",
     "at 0s B listen 80\nexpect A states SYN_SENT\n",
     "2:17: expected a state, not \"SYN_SENT\"; did you mean \"SYN-SENT\"?"},
    {"NoSuchSocketError",
     "at 0s B close fails with ERROR_SHUTDWN\n",
     "1:26: \"ERROR_SHUTDWN\" is no error of a socket; did you mean \"ERROR_SHUTDOWN\"?"},
    {"EmptyRange", "at 0s B listen 80\nlose data 3..1\n", "2:1: this loses nothing"},
    {"NoSuchControlBit",
     "at 0s B listen 80\nexpect 1 <CTL=SYN,AKC> from A\n",
     "2:19: expected a control bit, not \"AKC>\"; it is one of SYN, FIN, RST, PSH"},
    {"NoSuchControlBitFirst",
     "at 0s forge A --> B <SEQ=1><CTL=RTS>\n",
     "1:33: expected a control bit, not \"RTS>\"; it is one of SYN, FIN, RST, PSH"},
    {"ControlBitsWithoutEnd",
     "at 0s B listen 80\nlose every <CTL=SYN from A\n",
     "2:21: expected '>', not \"from\""},
    {"NoSuchKind",
     "at 0s B listen 80\nexpect 2 acks\n",
     "2:10: expected a kind of segment, not \"acks\"; did you mean \"ACK\"?"},
    {"SettingOutOfRange",
     "at 0s B listen 80\nset *.RcvBufSize = 99999999999\n",
     "2:20: \"99999999999\" is no value of RcvBufSize: it is a number from 0 to 4294967295"},
    {"NoSuchKindToRepeat",
     "repeat acks after 1s\n",
     "1:8: expected a kind of segment or \"every\", not \"acks\"; did you mean \"ACK\"?"},
    {"NoSuchKindToDelay",
     "delay 3 by 1s\n",
     "1:7: expected a kind of segment or \"every\", not \"3\""},
    {"ForgedWithoutArrow",
     "at 0s forge A B <SEQ=1><CTL=RST>\n",
     "1:15: expected \"-->\", not \"B\""},
    {"ForgedByNobody",
     "at 0s forge A --> C <SEQ=1><CTL=RST>\n",
     "1:19: there is no host \"C\": the hosts are A and B"},
    {"ForgedSegmentMissing",
     "at 0s forge A --> B\n",
     "1:20: expected a field of a segment, but the line ends here; it is one of <SEQ=..>, "
     "<ACK=..>"},
    {"ForgedFieldUnknown",
     "at 0s forge A --> B <SEQ=1><URG=2>\n",
     "1:28: expected the end of the line, not \"<URG=2>\""},
    {"ForgedNumberTooLarge",
     "at 0s forge A --> B <SEQ=4294967296><CTL=RST>\n",
     "1:26: expected a number, 0 to 4294967295, not \"4294967296><CTL=RST>\""},
    {"ForgedWithoutNumber",
     "at 0s forge A --> B <CTL=RST>\n",
     "1:21: the segment has no sequence number: <SEQ=100>, say"},
    {"ForgedWithoutControlBits",
     "at 0s forge A --> B <SEQ=1>\n",
     "1:21: it is not said which control bits the segment has"},
    {"ForgedAckWithoutNumber",
     "at 0s forge A --> B <SEQ=1><CTL=ACK>\n",
     "1:21: the segment has the control bit ACK and no number that it acknowledges"},
    {"ForgedNumberWithoutAck",
     "at 0s forge A --> B <SEQ=1><ACK=2><CTL=RST>\n",
     "1:21: an acknowledgment number counts only with the control bit ACK"},
    {"ForgedFieldTwice",
     "at 0s forge A --> B <SEQ=1> <SEQ=2><CTL=RST>\n",
     "1:29: there is a second <SEQ=..>"},
    {"ForgedTextTooLong",
     "at 0s forge A --> B <SEQ=1><DATA=1441><CTL=>\n",
     "1:34: expected a number of octets, 1 to 1440"},
    {"ForgedRangeWithoutStep",
     "at 0s forge A --> B <SEQ=1..9><CTL=RST>\n",
     "1:21: a range of sequence numbers is gone through by steps"},
    {"ForgedStepWithoutRange",
     "at 0s forge A --> B <SEQ=1><CTL=RST> step 2\n",
     "1:21: a step is for a range of sequence numbers"},
    {"ForgedOnceIsNotEvery",
     "at 0s forge A --> B <SEQ=1><CTL=RST> every 2s\n",
     "1:21: \"every\" is for a range of sequence numbers"},
    {"ForgedAckIsNoNumber",
     "at 0s forge A --> B <SEQ=1><ACK=predictd><CTL=ACK>\n",
     "1:33: expected a number, 0 to 4294967295, or \"predicted\", not \"predictd><CTL=ACK>\""},
    {"PredictedFromNothing",
     "at 0s B listen 80\nat 0s forge A:1 --> B:80 <SEQ=1><ACK=predicted><CTL=ACK>\n",
     "2:26: nothing tells the attacker what to predict: \"probe B:80\" twice, say, before"},
    {"ProbeOfNobody", "at 0s probe C:80\n", "1:13: there is no host \"C\": the hosts are A and B"},
    {"ProbeWithoutPort", "at 0s probe B\n", "1:14: expected ':', but the line ends here"},
    {"DelayWithoutTime",
     "at 0s B listen 80\ndelay SYN 1 from A\n",
     "2:19: expected \"by\", but the line ends here"},
    {"RepeatWithoutTime",
     "at 0s B listen 80\nrepeat SYN 1 by 1s\n",
     "2:14: expected \"after\", not \"by\""},
    {"DelayOfAnEmptyRange",
     "at 0s B listen 80\ndelay data 3..1 by 1s\n",
     "2:1: this delays nothing: the range goes from 3 down to 1"},
    {"DelayFromNobody",
     "at 0s B listen 80\ndelay data 1 from C by 1s\n",
     "2:19: there is no host \"C\""},
    {"ForgedTooOften",
     "at 0s forge A --> B <SEQ=1..0><CTL=RST> step 1\n",
     "1:21: these are 4294967296 segments, and the most is 1000000: a larger step makes fewer"},
    {"ForgedWithOnePort",
     "at 0s forge A:1000 --> B <SEQ=1><CTL=RST>\n",
     "1:13: either both ends have a port, A:1000 --> B:80, or none"},
    {"ForgedWithPortAndConnection",
     "at 0s forge A:1000 --> B.1:80 <SEQ=1><CTL=RST>\n",
     "1:26: a connection has its port already"},
    {"ForgedWithTwoConnections",
     "at 0s forge A.1 --> B.1 <SEQ=1><CTL=RST>\n",
     "1:23: one end tells the connection"},
    {"NoSuchBound",
     "at 0s B listen 80\nexpect at mots 2 ACK\n",
     "2:11: expected \"most\" or \"least\", not \"mots\""},
    {"HostNamedAsAWord", "hosts at B\nat 0s B listen 80\n", "1:7: a host cannot be named \"at\""},
    {"LinkWithoutRate", "link rate 0bps\nat 0s B listen 80\n", "1:11: a link that sends nothing"},
    {"TwoTitles",
     "title \"a\"\ntitle \"b\"\nat 0s B listen 80\n",
     "2:1: there is a second \"title\": the first one is in line 1"},
    {"AfterTheEnd", "run until 1s\nat 2s B listen 80\n", "2:1: this is never done"},
    {"NameTaken",
     "at 0s A connect B:80 as x\nat 0s A connect B:81 as x\n",
     "2:25: the name \"x\" is taken"},
    {"NoSuchAttribute",
     "set A.Mls = 1s\nat 0s B listen 80\n",
     "1:7: \"Mls\" is no attribute of ns3::TcpLifecycleSocket; did you mean \"Msl\"?"},
    {"AttributeIsNoTime",
     "set A.Msl = soon\nat 0s B listen 80\n",
     "1:13: \"soon\" is no value of Msl: it is a time such as 1.5s"},
    {"AttributeIsNoNumber",
     "set A.SegmentSize = many\nat 0s B listen 80\n",
     "1:21: \"many\" is no value of SegmentSize: it is a whole number"},
    {"AttributeOfHost",
     "set A.x.EphemeralPortFirst = 5\nat 0s A connect B:80 as x\n",
     "1:7: EphemeralPortFirst is an attribute of a host, not of a connection"},
    {"NotAscii",
     "at 0s B listen 80\nat 1s \xc3\x84 close\n",
     "2:7: expected a host, \"forge\" or \"probe\", not \"\xc3\x84\""},
    {"NotAsciiAfterAWord", "at\xff 0s B listen 80\n", "1:3: expected a time such as 1.5s"},
    {"ControlCharacter", "at 0s B listen 80\n\x01\n", "2:1: this is no text: octet 1 is a control"},
};

INSTANTIATE_TEST_SUITE_P(All,
                         UnusableScript,
                         testing::ValuesIn(BAD_SCRIPTS),
                         [](const testing::TestParamInfo<BadScript>& info) {
                             return std::string(info.param.name);
                         });

TEST(UnusableFile, OneMegabyteOfRandomOctets)
{
    std::mt19937 random(1);
    std::string octets(1'000'000, '\0');
    std::generate(octets.begin(), octets.end(), [&random] { return static_cast<char>(random()); });
    const TemporaryFolder folder;
    const auto outcome = RunTcplab({"run", folder.Write("random.tcp", octets)});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("random.tcp:"));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1);
}

TEST(UnusableFile, LineOfOneMegabyte)
{
    const TemporaryFolder folder;
    const auto outcome =
        RunTcplab({"run", folder.Write("long.tcp", "at 0s " + std::string(1'000'000, 'x'))});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_LT(outcome.err.size(), 1000U);
}

TEST(UnusableFile, TooLarge)
{
    const TemporaryFolder folder;
    const auto outcome =
        RunTcplab({"run", folder.Write("large.tcp", std::string((1 << 20) + 1, '#'))});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("is larger than 1 MiB"));
}

TEST(UnusableFile, Directory)
{
    const TemporaryFolder folder;
    const auto outcome = RunTcplab({"run", folder.PathOf("")});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("is a directory"));
}

/// A command line, and what is said of it.
struct BadCommand
{
    const char* name;
    std::vector<std::string> arguments;
    const char* complaint;
};

class UnusableCommand : public testing::TestWithParam<BadCommand>
{
};

TEST_P(UnusableCommand, IsRefused)
{
    const auto outcome = RunTcplab(GetParam().arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, StartsWith(GetParam().complaint));
}

const BadCommand BAD_COMMANDS[] = {
    {"NoSuchVerb", {"rnu"}, "tcplab: there is no verb \"rnu\"; did you mean \"run\"?\n"},
    {"NoScenario", {"run"}, "tcplab: run: which scenario?"},
    {"TwoScenarios", {"run", "a", "b"}, "tcplab: run takes one argument only"},
    {"NoSuchScenario",
     {"run", "no-such-thing"},
     "tcplab: \"no-such-thing\" is neither a built-in scenario nor a file"},
    {"MisspeltScenario",
     {"run", "simultaneous-clsoe"},
     "tcplab: \"simultaneous-clsoe\" is neither a built-in scenario nor a file; did you mean "
     "\"simultaneous-close\"?"},
    {"NoSuchOption",
     {"run", "half-close", "--explian"},
     "tcplab: run has no option --explian; did you mean \"--explain\"?"},
    {"AbbreviatedOption", {"run", "half-close", "--exp"}, "tcplab: run has no option --exp"},
    {"NoSuchFormat",
     {"run", "half-close", "--format", "laddr"},
     "tcplab: --format: there is no format \"laddr\"; did you mean \"ladder\"?"},
    {"TwoFormatsOnStandardOutput",
     {"run", "half-close", "--format", "ladder", "--format", "states"},
     "tcplab: --format: two formats on standard output"},
    {"TwoFormatsInAFile",
     {"run", "half-close", "--format", "ladder=/dev/null", "--format", "states=/dev/null"},
     "tcplab: --format: two formats in the file"},
    {"FormatWithoutFile",
     {"run", "half-close", "--format", "states="},
     "tcplab: --format states=: a file is missing"},
    {"UnwritableFile",
     {"run", "half-close", "--format", "states=/nowhere/at/all"},
     "tcplab: --format: \"/nowhere/at/all\" cannot be written: No such file"},
    {"UnwritablePcap",
     {"run", "half-close", "--pcap", "/nowhere/x"},
     "tcplab: --pcap: \"/nowhere/x-A.pcap\" cannot be written: No such file"},
    {"UnwritableJson",
     {"run", "half-close", "--json", "/nowhere/x"},
     "tcplab: --json: \"/nowhere/x\" cannot be written: No such file"},
    {"NoSuchStack",
     {"run", "half-close", "--stack", "linux"},
     "tcplab: --stack: there is no \"linux\": it is lifecycle or ns3\n"},
    {"SeedIsNoNumber", {"run", "half-close", "--seed", "x"}, "tcplab: --seed: \"x\" is no whole"},
    {"SeedIsNegative", {"run", "half-close", "--seed", "-1"}, "tcplab: --seed: \"-1\" is no whole"},
    {"SettingWithoutAttribute",
     {"run", "half-close", "--set", "A=3"},
     "--set:1:2: expected '.', not \"=3\"\n"},
    {"SettingOfNoHost",
     {"run", "half-close", "--set", "C.Msl=3s"},
     "--set:1:1: there is no host \"C\""},
    {"SettingOfNoAttribute",
     {"run", "half-close", "--set", "A.Mls=3s"},
     "--set:1:3: \"Mls\" is no attribute of ns3::TcpLifecycleSocket; did you mean \"Msl\"?"},
    {"SettingOfNoTime",
     {"run", "half-close", "--set", "A.Msl=3"},
     "--set:1:7: \"3\" is no value of Msl: it is a time such as 1.5s"},
    {"SettingThatBreaksTheSimulatorsOwnTcp",
     {"run", "half-close", "--stack", "ns3", "--set", "A.RcvBufSize=0"},
     "--set:1:14: \"0\" is no value of RcvBufSize that TcpSocketBase can work with"},
    {"SettingOfAWrongType",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::Node"},
     "--set:1:16: \"ns3::Node\" is no value of IsnGenerator"},
    {"SettingOfNoGenerator",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnClok"},
     "--set:1:16: there is no type \"ns3::TcpIsnClok\"; did you mean \"ns3::TcpIsnClock\"?"},
    {"SettingOfTheGeneratorsBase",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnGenerator"},
     "--set:1:16: \"ns3::TcpIsnGenerator\" is no value of IsnGenerator: it is "},
    {"GeneratorWithTickZero",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnClock[Tick=0s]"},
     "--set:1:16: \"0s\" is no value of Tick: it is a time from 1ns on"},
    {"GeneratorWithIntervalZero",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnBsd[Step=1|Interval=0s]"},
     "--set:1:16: \"0s\" is no value of Interval: it is a time from 1ns on"},
    {"GeneratorWithEmptyList",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnList[List=]"},
     "--set:1:16: \"\" is no value of List: it is numbers from 0 to 4294967295"},
    {"GeneratorWithUnknownHash",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnRfc6528[Hash=SHA3]"},
     "--set:1:16: \"SHA3\" is no value of Hash: it is MD5|SipHash"},
    {"GeneratorWithBadSecret",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnRfc6528[Secret=xyz]"},
     "--set:1:16: \"xyz\" is no value of Secret: it is hexadecimal digits"},
    {"GeneratorWithoutSuchAttribute",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnConstant[Valeu=5]"},
     "--set:1:16: \"Valeu\" is no attribute of ns3::TcpIsnConstant; did you mean \"Value\"?"},
    {"GeneratorWithoutAnyAttribute",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnRandom[Step=5]"},
     "--set:1:16: \"Step\" is no attribute of ns3::TcpIsnRandom, which has none"},
    {"GeneratorWithoutValue",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnConstant[Value]"},
     "--set:1:16: \"=\" and a value are missing after \"Value\""},
    {"GeneratorWithoutBracket",
     {"run", "half-close", "--set", "A.IsnGenerator=ns3::TcpIsnConstant[Value=5"},
     "--set:1:16: \"]\" is missing"},
    {"GeneratorForTheSimulatorsOwnTcp",
     {"run", "half-close", "--stack", "ns3", "--set", "A.IsnGenerator=ns3::TcpIsnBsd[Step=x]"},
     "--set:1:16: \"x\" is no value of Step: it is a whole number"},
    {"ListTakesNothing", {"list", "x"}, "tcplab: list takes no argument"},
};

INSTANTIATE_TEST_SUITE_P(All,
                         UnusableCommand,
                         testing::ValuesIn(BAD_COMMANDS),
                         [](const testing::TestParamInfo<BadCommand>& info) {
                             return std::string(info.param.name);
                         });

TEST(Help, ListsTheVerbs)
{
    const auto plain = RunTcplab({});
    EXPECT_EQ(plain.status, 0);
    for (const char* verb : {"\n  list ", "\n  run ", "\n  test "})
    {
        EXPECT_THAT(plain.out, HasSubstr(verb));
    }
    EXPECT_EQ(RunTcplab({"--help"}).out, plain.out);
}

TEST(Help, IsThereForEachVerb)
{
    const auto run = RunTcplab({"run", "--help"});
    EXPECT_EQ(run.status, 0);
    for (const char* option :
         {"--set", "--stack", "--format", "--explain", "--pcap", "--seed", "--json"})
    {
        EXPECT_THAT(run.out, HasSubstr(option));
    }
    const auto list = RunTcplab({"list", "--help"});
    EXPECT_EQ(list.status, 0);
    EXPECT_THAT(list.out, StartsWith("usage: tcplab list\n"));
}

} // namespace
