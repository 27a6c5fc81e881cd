// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_STRUCTURE_H
#define TCPLAB_DRILL_STRUCTURE_H

#include "drill-expression.h"

#include <optional>
#include <string_view>
#include <vector>

namespace tcplab::drill
{

/// What stands between braces, or between a comma and the next.
struct BraceItem
{
    Place place;
    std::string name;                 ///< of a field, empty if it has none
    std::optional<Expression> length; ///< "msg_iov(2)=": what stands in parentheses
    Expression value;
};

/// \return whether a reserved word is the name of a field of a structure
bool IsFieldName(std::string_view word);

/**
 * Tells by its fields which structure it is.
 *
 * \param place where it begins
 * \param items what stands between its braces
 * \return a Structure; a List if the items have no names
 * \throws Impossible if there is no such structure, or a field cannot have such a value
 */
Expression::Value MakeStructure(Place place, std::vector<BraceItem> items);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_STRUCTURE_H
