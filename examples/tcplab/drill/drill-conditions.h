// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_CONDITIONS_H
#define TCPLAB_DRILL_CONDITIONS_H

#include "drill-place.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tcplab::drill
{

/// Which lines of a script "#ifdef", "#ifndef", "#else" and "#endif" leave out.
class Conditions
{
  public:
    /// A line that is wrong.
    struct Fault
    {
        Place place;
        std::string what;
    };

    /**
     * Takes a line whose first character but blanks is "#". One that is no condition is a comment.
     *
     * \param line from the "#" to the end of the line
     * \param place of the "#"
     * \param isDefined whether a name is defined
     * \return what is wrong with it, if something is
     */
    std::optional<Fault> TakeLine(std::string_view line,
                                  Place place,
                                  const std::function<bool(const std::string&)>& isDefined);

    /// \return whether the lines that follow belong to the script
    bool AreMet() const;

    /// \return the condition that the end of the script leaves open, if there is one
    std::optional<Fault> AtEnd() const;

  private:
    struct Condition
    {
        Place place;
        bool met{false};
        bool hasElse{false};
    };

    std::vector<Condition> m_open;
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_CONDITIONS_H
