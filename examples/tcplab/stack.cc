// SPDX-License-Identifier: GPL-2.0-only

#include "stack.h"

#include "lifecycle-stack.h"
#include "ns3-stack.h"

namespace tcplab
{

std::vector<std::string>
Stack::Names()
{
    return {"lifecycle", "ns3"};
}

std::unique_ptr<Stack>
Stack::Make(const std::string& name)
{
    if (name == "ns3")
    {
        return std::make_unique<Ns3Stack>();
    }
    return std::make_unique<LifecycleStack>();
}

} // namespace tcplab
