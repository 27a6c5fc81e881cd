// SPDX-License-Identifier: GPL-2.0-only

#include "drill-packet.h"

namespace tcplab::drill
{

namespace
{

/// Lengths as RFC 9293, section 3.2, RFC 7323, section 2 and 3, and RFC 2018, section 2 and 3, give
/// them.
struct Length
{
    uint32_t operator()(const NopOption& /* option */) const
    {
        return 1;
    }

    uint32_t operator()(const EndOption& /* option */) const
    {
        return 1;
    }

    uint32_t operator()(const MssOption& /* option */) const
    {
        return 4;
    }

    uint32_t operator()(const WindowScaleOption& /* option */) const
    {
        return 3;
    }

    uint32_t operator()(const SackPermittedOption& /* option */) const
    {
        return 2;
    }

    uint32_t operator()(const SackOption& option) const
    {
        return static_cast<uint32_t>(2 + 8 * option.blocks.size());
    }

    uint32_t operator()(const TimestampsOption& /* option */) const
    {
        return 10;
    }

    uint32_t operator()(const OpaqueOption& option) const
    {
        return static_cast<uint32_t>(2 + option.contents.size());
    }
};

} // namespace

uint32_t
TcpOption::GetLength() const
{
    return std::visit(Length(), value);
}

} // namespace tcplab::drill
