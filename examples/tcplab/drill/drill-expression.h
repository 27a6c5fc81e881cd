// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_EXPRESSION_H
#define TCPLAB_DRILL_EXPRESSION_H

#include "drill-place.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/**
 * \file
 * Arguments and results of system calls as they stand in a packet script.
 */

namespace tcplab::drill
{

struct Expression;
struct Field;

/// "...": whatever it is.
struct Ellipsis
{
};

/// "42", "-1", "0x1f".
struct Integer
{
    int64_t value{0};
    bool hexadecimal{false}; ///< how it was written
};

/// A name: "SO_LINGER", "AF_INET".
struct Name
{
    std::string text;
};

/// "\"abc\"", its escapes resolved; texts that follow each other are one.
struct Text
{
    std::string octets;
    bool continued{false}; ///< "..." follows: only the beginning is given
};

/// "inet_addr(\"192.0.2.1\")", "inet6_addr(\"::1\")".
struct InternetAddress
{
    std::string text;
    bool ipv6{false};
};

/// "O_RDWR|O_NONBLOCK": two terms or more.
struct Or
{
    std::vector<Expression> terms;
};

/// "[1, 2]"; "{1, 2}" if no structure has this form.
struct List
{
    std::vector<Expression> items;
    bool braces{false};
};

/// "{name = value, ...}".
struct Structure
{
    /// Which structure of the C library it is.
    enum class Kind : uint8_t
    {
        SocketAddress,  ///< sa_family, sin_port (Integer), sin_addr (InternetAddress)
        Message,        ///< msg_name, msg_iov (List of IoVector), msg_flags, perhaps msg_control
        ControlMessage, ///< cmsg_level, cmsg_type, cmsg_data
        IoVector,       ///< iov_base (Ellipsis), iov_len (Integer)
        PollDescriptor, ///< fd, events, perhaps revents
        Linger,         ///< onoff (Integer), linger (Integer)
        EpollEvent,     ///< events, then fd, ptr, u32 or u64
        Timestamping,   ///< scm_sec (Integer), scm_nsec (Integer)
        ExtendedError,  ///< ee_errno, ee_origin, ee_type, ee_code, ee_info, ee_data
        Assignment,     ///< one field, without braces: "name = value"
        Other,          ///< of a protocol that is not modelled: MPLS, GRE. It has no fields
    };

    Kind kind{Kind::Other};
    std::vector<Field> fields; ///< in the order of the structure, all that the kind lists

    /**
     * \param name of a field
     * \return its value; nullptr if the script leaves the field out
     */
    const Expression* Find(const std::string& name) const;
};

/// An argument or a result of a call, or a part of one.
struct Expression
{
    using Value = std::variant<Ellipsis, Integer, Name, Text, InternetAddress, Or, List, Structure>;

    Place place;
    Value value;

    /// \return the alternative, or nullptr if it is another
    template <typename T>
    const T* As() const
    {
        return std::get_if<T>(&value);
    }
};

/// A field of a structure.
struct Field
{
    std::string name;
    Expression value;
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_EXPRESSION_H
