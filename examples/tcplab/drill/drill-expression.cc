// SPDX-License-Identifier: GPL-2.0-only

#include "drill-expression.h"

#include <algorithm>

namespace tcplab::drill
{

const Expression*
Structure::Find(const std::string& name) const
{
    const auto field = std::find_if(fields.begin(), fields.end(), [&name](const Field& candidate) {
        return candidate.name == name;
    });
    return field == fields.end() ? nullptr : &field->value;
}

} // namespace tcplab::drill
