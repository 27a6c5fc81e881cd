// SPDX-License-Identifier: GPL-2.0-only

#include "two-hosts.h"

#include "ns3/tcp-lifecycle-profile.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sstream>

using namespace ns3;

namespace
{

using Target = TcpLifecycleProfile::Target;

/// \return the value of an attribute, as text
std::string
ValueOf(const Ptr<Object>& object, const std::string& attribute)
{
    TypeId::AttributeInformation information;
    EXPECT_TRUE(object->GetInstanceTypeId().LookupAttributeByName(attribute, &information));
    const auto value = information.checker->Create();
    object->GetAttribute(attribute, *value);
    return value->SerializeToString(information.checker);
}

/// \return a text as an attribute shows it: 60s for 1min, say
std::string
AsShown(const Ptr<Object>& object, const std::string& attribute, const std::string& text)
{
    TypeId::AttributeInformation information;
    EXPECT_TRUE(object->GetInstanceTypeId().LookupAttributeByName(attribute, &information));
    const auto value = information.checker->CreateValidValue(StringValue(text));
    EXPECT_TRUE(value) << text << " is no value of " << attribute;
    return value ? value->SerializeToString(information.checker) : "";
}

class Profile : public TwoHosts, public testing::WithParamInterface<std::string>
{
  protected:
    /// Gives A the TCP that a helper installs, and B one without a profile.
    void InstallOnA(const TcpLifecycleHelper& helper)
    {
        InternetStackHelper().Install(nodes);
        helper.Install(nodes.Get(0));
        TcpLifecycleHelper().Install(nodes.Get(1));
        AssignAddresses();
    }

    static TcpLifecycleHelper Of(const std::string& name)
    {
        TcpLifecycleHelper helper;
        helper.SetProfile(name);
        return helper;
    }

    Ptr<Object> Find(uint32_t host, Target target) const
    {
        switch (target)
        {
        case Target::Socket:
            return NewSocket(host);
        case Target::Protocol:
            return Tcp(host);
        case Target::IsnGenerator:
            return Tcp(host)->GetIsnGenerator();
        }
        return nullptr;
    }
};

INSTANTIATE_TEST_SUITE_P(All,
                         Profile,
                         testing::ValuesIn(TcpLifecycleProfile::GetNames()),
                         [](const auto& info) { return info.param; });

} // namespace

TEST_P(Profile, SetsAllThatItNamesOnItsNode)
{
    InstallOnA(Of(GetParam()));
    const TcpLifecycleProfile profile(GetParam());
    for (const auto& setting : profile.GetSettings())
    {
        const auto object = Find(0, setting.target);
        EXPECT_EQ(ValueOf(object, setting.attribute),
                  AsShown(object, setting.attribute, setting.value))
            << setting.attribute;
    }
}

TEST_P(Profile, LeavesOtherNodesAlone)
{
    InstallOnA(Of(GetParam()));
    const TcpLifecycleProfile defaults("rfc9293");
    for (const auto& setting : defaults.GetSettings())
    {
        const auto object = Find(1, setting.target);
        EXPECT_EQ(ValueOf(object, setting.attribute),
                  AsShown(object, setting.attribute, setting.value))
            << setting.attribute;
    }
}

TEST_P(Profile, StandsInTheManualAsItIs)
{
    std::ostringstream manual;
    manual << std::ifstream(MODULE_SOURCE_DIR "/doc/time-wait.rst").rdbuf();
    const TcpLifecycleProfile profile(GetParam());
    for (const auto& setting : profile.GetSettings())
    {
        const std::string row = std::string("   * - ``") + setting.attribute + "``\n";
        const size_t at = manual.str().find(row);
        ASSERT_NE(at, std::string::npos) << setting.attribute;
        const size_t end = manual.str().find("   * - ", at + row.size());
        EXPECT_THAT(manual.str().substr(at, end - at),
                    testing::HasSubstr(std::string("     - ``") + setting.value + "``; " +
                                       setting.source + "\n"));
    }
}

TEST_F(Profile, LosesAgainstWhatTheHelperIsTold)
{
    TcpLifecycleHelper helper;
    helper.SetAttribute("EphemeralPortFirst", UintegerValue(40000));
    helper.SetSocketAttribute("Msl", TimeValue(Seconds(7)));
    helper.SetProfile("linux");
    helper.SetSocketAttribute("ConnCount", UintegerValue(2));
    InstallOnA(helper);
    EXPECT_EQ(ValueOf(Tcp(0), "EphemeralPortFirst"), "40000");
    EXPECT_EQ(ValueOf(Tcp(0), "EphemeralPortLast"), "60999");
    TimeValue msl;
    NewSocket(0)->GetAttribute("Msl", msl);
    EXPECT_EQ(msl.Get(), Seconds(7));
    EXPECT_EQ(ValueOf(NewSocket(0), "ConnCount"), "2");
    EXPECT_EQ(ValueOf(NewSocket(0), "DataRetries"), "15");
}

TEST_F(Profile, LosesAgainstDefaultsThatWereChanged)
{
    Config::SetDefault("ns3::TcpLifecycleSocket::Msl", TimeValue(Seconds(7)));
    Config::SetDefault("ns3::TcpLifecycleL4Protocol::EphemeralPortLast", UintegerValue(50000));
    Config::SetDefault("ns3::TcpIsnRfc6528::Tick", TimeValue(MicroSeconds(1)));
    InstallOnA(Of("linux"));
    TimeValue msl;
    NewSocket(0)->GetAttribute("Msl", msl);
    EXPECT_EQ(msl.Get(), Seconds(7));
    EXPECT_EQ(ValueOf(Tcp(0), "EphemeralPortFirst"), "32768");
    EXPECT_EQ(ValueOf(Tcp(0), "EphemeralPortLast"), "50000");
    TimeValue tick;
    Tcp(0)->GetIsnGenerator()->GetAttribute("Tick", tick);
    EXPECT_EQ(tick.Get(), MicroSeconds(1));
}

TEST_F(Profile, HoldsForConnectionsOfAListener)
{
    InternetStackHelper().Install(nodes);
    TcpLifecycleHelper helper;
    helper.SetProfile("bsd");
    helper.Install(nodes);
    AssignAddresses();
    Listen();
    const auto client = Connect();
    RunUntil(1);
    ASSERT_EQ(accepted.size(), 1U);
    accepted[0]->Close();
    RunUntil(2);
    client->Close();
    Simulator::Run();
    // TIME-WAIT began at 2.01 s.
    EXPECT_EQ(changesOfB.back().text, "TIME-WAIT -> CLOSED");
    EXPECT_NEAR(changesOfB.back().time, Seconds(2.01 + 60).GetNanoSeconds(), 1000);
}

TEST_F(Profile, ThatIsNoneEndsTheProgram)
{
    TcpLifecycleHelper helper;
    EXPECT_DEATH(helper.SetProfile("beos"), "no profile \"beos\"; there are rfc9293, linux, bsd");
}

TEST_F(Profile, SocketAttributesAreThoseOfTheNodeAlone)
{
    TcpLifecycleHelper helper;
    helper.SetSocketAttribute("SegmentSize", UintegerValue(700));
    InstallOnA(helper);
    EXPECT_EQ(ValueOf(NewSocket(0), "SegmentSize"), "700");
    EXPECT_EQ(ValueOf(NewSocket(1), "SegmentSize"), "536");
    EXPECT_DEATH(helper.SetSocketAttribute("SegmentSise", UintegerValue(700)), "SegmentSise");
}
