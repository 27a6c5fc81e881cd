// SPDX-License-Identifier: GPL-2.0-only

// The table of doc/tcp-socket-base.rst, held against the TypeIds that it speaks of.

#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-lifecycle-l4-protocol.h"
#include "ns3/tcp-lifecycle-socket.h"
#include "ns3/tcp-socket-base.h"

#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <string>

using namespace ns3;

namespace
{

/// From the title of a section to what its rows say: the name, and "same", "differs" or "absent".
using Sections = std::map<std::string, std::map<std::string, std::string>>;

Sections
ReadSections(std::istream& manual)
{
    const std::regex row("(\\w+) +(same|differs|absent)( .*)?");
    const std::regex underline("-+");
    Sections sections;
    std::string section;
    std::string before;
    std::smatch match;
    for (std::string line; std::getline(manual, line); before = line)
    {
        if (std::regex_match(line, underline))
        {
            section = before;
        }
        else if (std::regex_match(line, match, row))
        {
            const bool isNew = sections[section].emplace(match[1], match[2]).second;
            EXPECT_TRUE(isNew) << section << " has two rows " << match[1];
        }
    }
    return sections;
}

class TcpSocketBaseTable : public ::testing::Test
{
  protected:
    TcpSocketBaseTable()
    {
        std::ifstream file(MODULE_SOURCE_DIR "/doc/tcp-socket-base.rst");
        EXPECT_TRUE(file.is_open());
        sections = ReadSections(file);
    }

    void ExpectAttributes(TypeId theirs, TypeId ours);
    void ExpectTraceSources(TypeId theirs, TypeId ours);
    static void ExpectAttribute(const TypeId::AttributeInformation& theirs,
                                TypeId ours,
                                const std::string& verdict);

    Sections sections;
};

void
TcpSocketBaseTable::ExpectAttribute(const TypeId::AttributeInformation& theirs,
                                    TypeId ours,
                                    const std::string& verdict)
{
    TypeId::AttributeInformation own;
    const bool exists = ours.LookupAttributeByName(theirs.name, &own);
    EXPECT_EQ(exists, verdict != "absent") << ours << "::" << theirs.name;
    if (!exists)
    {
        return;
    }
    EXPECT_EQ(own.checker->GetValueTypeName(), theirs.checker->GetValueTypeName()) << theirs.name;
    if (verdict == "same")
    {
        EXPECT_EQ(own.checker->GetUnderlyingTypeInformation(),
                  theirs.checker->GetUnderlyingTypeInformation())
            << theirs.name;
        EXPECT_EQ(own.originalInitialValue->SerializeToString(own.checker),
                  theirs.originalInitialValue->SerializeToString(theirs.checker))
            << theirs.name;
    }
}

void
TcpSocketBaseTable::ExpectAttributes(TypeId theirs, TypeId ours)
{
    auto rows = sections["Attributes of " + theirs.GetName()];
    for (size_t i = 0; i < theirs.GetAttributeN(); ++i)
    {
        const auto attribute = theirs.GetAttribute(i);
        ASSERT_TRUE(rows.count(attribute.name)) << "there is no row " << attribute.name;
        ExpectAttribute(attribute, ours, rows[attribute.name]);
        rows.erase(attribute.name);
    }
    for (const auto& [name, verdict] : rows)
    {
        ADD_FAILURE() << theirs << " has no attribute " << name;
    }
}

void
TcpSocketBaseTable::ExpectTraceSources(TypeId theirs, TypeId ours)
{
    auto rows = sections["Trace sources of " + theirs.GetName()];
    for (size_t i = 0; i < theirs.GetTraceSourceN(); ++i)
    {
        const auto source = theirs.GetTraceSource(i);
        ASSERT_TRUE(rows.count(source.name)) << "there is no row " << source.name;
        const std::string verdict = rows[source.name];
        TypeId::TraceSourceInformation own;
        const bool exists = ours.LookupTraceSourceByName(source.name, &own) != nullptr;
        EXPECT_EQ(exists, verdict != "absent") << ours << "::" << source.name;
        if (verdict == "same")
        {
            EXPECT_EQ(own.callback, source.callback) << source.name;
        }
        rows.erase(source.name);
    }
    for (const auto& [name, verdict] : rows)
    {
        ADD_FAILURE() << theirs << " has no trace source " << name;
    }
}

} // namespace

TEST_F(TcpSocketBaseTable, AttributesOfTheSocket)
{
    ExpectAttributes(TcpSocketBase::GetTypeId(), TcpLifecycleSocket::GetTypeId());
}

TEST_F(TcpSocketBaseTable, AttributesOfTheState)
{
    ExpectAttributes(TcpSocketState::GetTypeId(), TcpSocketState::GetTypeId());
}

TEST_F(TcpSocketBaseTable, AttributesOfTheProtocol)
{
    ExpectAttributes(TcpL4Protocol::GetTypeId(), TcpLifecycleL4Protocol::GetTypeId());
}

TEST_F(TcpSocketBaseTable, TraceSourcesOfTheSocket)
{
    ExpectTraceSources(TcpSocketBase::GetTypeId(), TcpLifecycleSocket::GetTypeId());
}

/// The state is no object that a path leads to, so its trace sources must have rows as the
/// socket's.
TEST_F(TcpSocketBaseTable, TraceSourcesOfTheState)
{
    const auto& rows = sections["Trace sources of ns3::TcpSocketBase"];
    const TypeId state = TcpSocketState::GetTypeId();
    ASSERT_GT(state.GetTraceSourceN(), 0U);
    for (size_t i = 0; i < state.GetTraceSourceN(); ++i)
    {
        EXPECT_TRUE(rows.count(state.GetTraceSource(i).name)) << state.GetTraceSource(i).name;
    }
}
