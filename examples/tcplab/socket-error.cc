// SPDX-License-Identifier: GPL-2.0-only

#include "socket-error.h"

#include <utility>

namespace tcplab
{

namespace
{

using ns3::Socket;

constexpr std::pair<Socket::SocketErrno, const char*> NAMES[] = {
    {Socket::ERROR_NOTERROR, "ERROR_NOTERROR"},
    {Socket::ERROR_ISCONN, "ERROR_ISCONN"},
    {Socket::ERROR_NOTCONN, "ERROR_NOTCONN"},
    {Socket::ERROR_MSGSIZE, "ERROR_MSGSIZE"},
    {Socket::ERROR_AGAIN, "ERROR_AGAIN"},
    {Socket::ERROR_SHUTDOWN, "ERROR_SHUTDOWN"},
    {Socket::ERROR_OPNOTSUPP, "ERROR_OPNOTSUPP"},
    {Socket::ERROR_AFNOSUPPORT, "ERROR_AFNOSUPPORT"},
    {Socket::ERROR_INVAL, "ERROR_INVAL"},
    {Socket::ERROR_BADF, "ERROR_BADF"},
    {Socket::ERROR_NOROUTETOHOST, "ERROR_NOROUTETOHOST"},
    {Socket::ERROR_NODEV, "ERROR_NODEV"},
    {Socket::ERROR_ADDRNOTAVAIL, "ERROR_ADDRNOTAVAIL"},
    {Socket::ERROR_ADDRINUSE, "ERROR_ADDRINUSE"},
};

} // namespace

std::vector<std::string>
SocketErrorNames()
{
    std::vector<std::string> names;
    for (const auto& [error, name] : NAMES)
    {
        names.emplace_back(name);
    }
    return names;
}

std::string
SocketErrorName(Socket::SocketErrno error)
{
    for (const auto& [known, name] : NAMES)
    {
        if (known == error)
        {
            return name;
        }
    }
    return "error " + std::to_string(static_cast<int>(error));
}

} // namespace tcplab
