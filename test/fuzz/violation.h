// SPDX-License-Identifier: GPL-2.0-only

#ifndef VIOLATION_H
#define VIOLATION_H

#include <stdexcept>
#include <string>

/// Something that must always hold does not. A fuzz target lets it escape, which ends the run.
class Violation : public std::logic_error
{
  public:
    using std::logic_error::logic_error;
};

/// \param holds what must hold \param what what is wrong if it does not \throws Violation
inline void
Demand(bool holds, const char* what)
{
    if (!holds)
    {
        throw Violation(what);
    }
}

#endif // VIOLATION_H
