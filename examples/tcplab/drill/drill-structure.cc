// SPDX-License-Identifier: GPL-2.0-only

#include "drill-structure.h"

#include "drill-grammar.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace tcplab::drill
{

namespace
{

using Kind = Structure::Kind;

/// A structure: its fields in their order; those that may be left out come last.
struct Shape
{
    Kind kind;
    std::vector<std::string> fields;
    size_t least; ///< how many fields there must be
};

const std::vector<Shape> SHAPES{
    {Kind::SocketAddress, {"sa_family", "sin_port", "sin_addr"}, 3},
    {Kind::Message, {"msg_name", "msg_iov", "msg_flags", "msg_control"}, 3},
    {Kind::ControlMessage, {"cmsg_level", "cmsg_type", "cmsg_data"}, 3},
    {Kind::PollDescriptor, {"fd", "events", "revents"}, 2},
    {Kind::Linger, {"onoff", "linger"}, 2},
    {Kind::EpollEvent, {"events", "fd"}, 2},
    {Kind::EpollEvent, {"events", "ptr"}, 2},
    {Kind::EpollEvent, {"events", "u32"}, 2},
    {Kind::EpollEvent, {"events", "u64"}, 2},
    {Kind::Timestamping, {"scm_sec", "scm_nsec"}, 2},
    {Kind::ExtendedError, {"ee_errno", "ee_origin", "ee_type", "ee_code", "ee_info", "ee_data"}, 6},
};

/// \return how many of the items are the shape's fields, from the first one on
size_t
CountFitting(const Shape& shape, const std::vector<BraceItem>& items)
{
    size_t count = 0;
    while (count < std::min(shape.fields.size(), items.size()) &&
           shape.fields[count] == items[count].name)
    {
        ++count;
    }
    return count;
}

template <typename T>
const T&
Demand(const BraceItem& item, const char* what)
{
    const T* value = item.value.As<T>();
    if (value == nullptr)
    {
        throw Impossible{item.value.place, item.name + " is " + what};
    }
    return *value;
}

/// \throws Impossible if an IP address is not what its family takes
void
CheckSocketAddress(std::vector<BraceItem>& items)
{
    const std::string family = Demand<Name>(items[0], "AF_INET or AF_INET6").text;
    if (family != "AF_INET" && family != "AF_INET6")
    {
        throw Impossible{items[0].value.place, "sa_family is AF_INET or AF_INET6, not " + family};
    }
    const auto& port = Demand<Integer>(items[1], "written htons(8080)");
    if (port.value < 0 || port.value > UINT16_MAX)
    {
        throw Impossible{items[1].value.place, "a port is a number from 0 to 65535"};
    }
    InternetAddress address = Demand<InternetAddress>(items[2], "written inet_addr(\"192.0.2.1\")");
    address.ipv6 = family == "AF_INET6";
    std::array<unsigned char, sizeof(in6_addr)> octets{};
    if (inet_pton(address.ipv6 ? AF_INET6 : AF_INET, address.text.c_str(), octets.data()) != 1)
    {
        throw Impossible{items[2].value.place,
                         '"' + address.text + "\" is no address of " + family};
    }
    items[2].value.value = address;
}

/// Gives a message's lengths fields of their own.
void
CheckMessage(std::vector<BraceItem>& items)
{
    Demand<Ellipsis>(items[0], "\"...\"");
    Demand<List>(items[1], "a list, [{..., 1000}]");
    if (!items[0].length || items[0].length->As<Ellipsis>() == nullptr)
    {
        throw Impossible{items[0].place, "msg_name is written msg_name(...)=..."};
    }
    if (!items[1].length || items[1].length->As<Integer>() == nullptr)
    {
        throw Impossible{items[1].place,
                         "msg_iov is written with the number of its elements, msg_iov(1)=[...]"};
    }
    if (items.size() == 4)
    {
        Demand<List>(items[3], "a list");
    }
    BraceItem length{items[1].place, "msg_iovlen", {}, *items[1].length};
    items.insert(items.begin() + 1, std::move(length));
}

void
CheckIntegers(const std::vector<BraceItem>& items)
{
    for (const auto& item : items)
    {
        Demand<Integer>(item, "an integer");
    }
}

/// \throws Impossible if a field that is no length has one: "fd(3)=4"
void
CheckLengths(Kind kind, const std::vector<BraceItem>& items)
{
    for (const auto& item : items)
    {
        if (item.length && kind != Kind::Message)
        {
            throw Impossible{item.length->place, item.name + " takes nothing in parentheses"};
        }
    }
}

[[noreturn]] void
RefuseShape(const std::vector<BraceItem>& items)
{
    const auto longest =
        std::max_element(SHAPES.begin(),
                         SHAPES.end(),
                         [&items](const Shape& one, const Shape& other) {
                             return CountFitting(one, items) < CountFitting(other, items);
                         });
    const size_t fitting = CountFitting(*longest, items);
    std::string text = "a structure with these fields is not known";
    if (fitting != 0 && fitting < longest->fields.size())
    {
        text = "expected the field \"" + longest->fields[fitting] + "\" after \"" +
               longest->fields[fitting - 1] + '"';
    }
    else if (fitting != 0)
    {
        text = "expected the end of the structure after \"" + longest->fields.back() + '"';
    }
    throw Impossible{items[std::min(fitting, items.size() - 1)].place, text};
}

Expression::Value
MakeList(std::vector<BraceItem> items)
{
    const bool isVector = items.size() == 2 && items[0].value.As<Ellipsis>() != nullptr &&
                          items[1].value.As<Integer>() != nullptr;
    if (isVector)
    {
        Structure vector{Kind::IoVector, {}};
        vector.fields.push_back({"iov_base", std::move(items[0].value)});
        vector.fields.push_back({"iov_len", std::move(items[1].value)});
        return vector;
    }
    List list{{}, true};
    for (auto& item : items)
    {
        list.items.push_back(std::move(item.value));
    }
    return list;
}

} // namespace

bool
IsFieldName(std::string_view word)
{
    return std::any_of(SHAPES.begin(), SHAPES.end(), [word](const Shape& shape) {
        return std::find(shape.fields.begin(), shape.fields.end(), word) != shape.fields.end();
    });
}

Expression::Value
MakeStructure(Place place, std::vector<BraceItem> items)
{
    const auto isNamed = [](const BraceItem& item) { return !item.name.empty(); };
    if (std::none_of(items.begin(), items.end(), isNamed))
    {
        return MakeList(std::move(items));
    }
    if (!std::all_of(items.begin(), items.end(), isNamed))
    {
        throw Impossible{place, "of a structure either all fields are named or none"};
    }
    const auto shape = std::find_if(SHAPES.begin(), SHAPES.end(), [&items](const Shape& candidate) {
        return items.size() >= candidate.least && CountFitting(candidate, items) == items.size();
    });
    if (shape == SHAPES.end())
    {
        RefuseShape(items);
    }
    CheckLengths(shape->kind, items);
    switch (shape->kind)
    {
    case Kind::SocketAddress:
        CheckSocketAddress(items);
        break;
    case Kind::Message:
        CheckMessage(items);
        break;
    case Kind::Linger:
    case Kind::Timestamping:
        CheckIntegers(items);
        break;
    default:
        break;
    }
    Structure structure{shape->kind, {}};
    for (auto& item : items)
    {
        structure.fields.push_back({std::move(item.name), std::move(item.value)});
    }
    return structure;
}

} // namespace tcplab::drill
