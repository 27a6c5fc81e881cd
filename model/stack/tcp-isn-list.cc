// SPDX-License-Identifier: GPL-2.0-only

#include "tcp-isn-list.h"

#include "tcp-checked-attribute.h"

#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <charconv>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TcpIsnList);

namespace
{

/// \return the numbers that a text names; none if it is no such text
std::vector<uint32_t>
ReadList(const std::string& text)
{
    std::vector<uint32_t> list;
    const char* const end = text.data() + text.size();
    for (const char* next = text.data();; ++next)
    {
        uint32_t number = 0;
        const auto [last, error] = std::from_chars(next, end, number);
        if (error != std::errc())
        {
            return {};
        }
        list.push_back(number);
        next = last;
        if (next == end)
        {
            return list;
        }
        if (*next != ',')
        {
            return {};
        }
    }
}

} // namespace

TypeId
TcpIsnList::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TcpIsnList")
            .SetParent<TcpIsnGenerator>()
            .SetGroupName("TcpLifecycle")
            .AddConstructor<TcpIsnList>()
            .AddAttribute("List",
                          "The numbers, separated by commas: \"300,400\". At least one.",
                          StringValue("0"),
                          MakeStringAccessor(&TcpIsnList::SetList, &TcpIsnList::GetList),
                          MakeTcpTextChecker(
                              "numbers from 0 to 4294967295 with commas between them, at least one",
                              [](const std::string& text) { return !ReadList(text).empty(); }))
            .AddAttribute("Step",
                          "How much further each number is than the one before, after the last "
                          "one of the list.",
                          UintegerValue(64000),
                          MakeUintegerAccessor(&TcpIsnList::m_step),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

uint32_t
TcpIsnList::Generate(const TcpFourTuple& /* connection */, Time /* now */)
{
    const size_t index = m_next++;
    return index < m_list.size()
               ? m_list[index]
               : m_list.back() + static_cast<uint32_t>(index - m_list.size() + 1) * m_step;
}

bool
TcpIsnList::SetList(std::string list)
{
    const auto numbers = ReadList(list);
    if (numbers.empty())
    {
        return false;
    }
    m_list = numbers;
    m_next = 0;
    return true;
}

std::string
TcpIsnList::GetList() const
{
    std::string text;
    for (const uint32_t number : m_list)
    {
        text += (text.empty() ? "" : ",") + std::to_string(number);
    }
    return text;
}

} // namespace ns3
