// SPDX-License-Identifier: GPL-2.0-only

// The manual, doc/socket.rst, lists each attribute and each trace source.

#include "ns3/tcp-isn-bsd.h"
#include "ns3/tcp-isn-clock.h"
#include "ns3/tcp-isn-constant.h"
#include "ns3/tcp-isn-list.h"
#include "ns3/tcp-isn-rfc6528.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/tcp-lifecycle-socket.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>

using namespace ns3;

namespace
{

class Manual : public ::testing::TestWithParam<TypeId>
{
  protected:
    static std::string Read()
    {
        std::ostringstream text;
        for (const char* page : {"socket", "initial-sequence-numbers"})
        {
            std::ifstream file(std::string(MODULE_SOURCE_DIR "/doc/") + page + ".rst");
            text << file.rdbuf();
        }
        return text.str();
    }
};

} // namespace

TEST_P(Manual, ListsEachAttribute)
{
    const std::string manual = Read();
    ASSERT_GT(GetParam().GetAttributeN(), 0U);
    for (size_t i = 0; i < GetParam().GetAttributeN(); ++i)
    {
        const std::string name = GetParam().GetAttribute(i).name;
        EXPECT_NE(manual.find("``" + name + "``"), std::string::npos) << name;
    }
}

TEST_P(Manual, ListsEachTraceSource)
{
    const std::string manual = Read();
    for (size_t i = 0; i < GetParam().GetTraceSourceN(); ++i)
    {
        const std::string name = GetParam().GetTraceSource(i).name;
        EXPECT_NE(manual.find("``" + name + "``"), std::string::npos) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Of,
                         Manual,
                         ::testing::Values(TcpLifecycleSocket::GetTypeId(),
                                           TcpLifecycleL4Protocol::GetTypeId(),
                                           TcpIsnBsd::GetTypeId(),
                                           TcpIsnClock::GetTypeId(),
                                           TcpIsnConstant::GetTypeId(),
                                           TcpIsnList::GetTypeId(),
                                           TcpIsnRfc6528::GetTypeId()),
                         [](const auto& info) { return info.param.GetName().substr(5); });
