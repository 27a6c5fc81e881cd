// SPDX-License-Identifier: GPL-2.0-only

#ifndef SCRIPT_PLACES_H
#define SCRIPT_PLACES_H

#include <cstddef>
#include <string>

/**
 * \param message of an error
 * \param name of the script that it is about
 * \return whether the message is "NAME:LINE:COLUMN: what", with numbers from 1
 */
inline bool
NamesAPlace(const std::string& message, const std::string& name)
{
    if (message.compare(0, name.size() + 1, name + ":") != 0)
    {
        return false;
    }
    size_t at = name.size() + 1;
    for (int number = 0; number < 2; ++number)
    {
        const size_t start = at;
        while (at < message.size() && message[at] >= '0' && message[at] <= '9')
        {
            ++at;
        }
        if (at == start || message[start] == '0' || at == message.size() || message[at] != ':')
        {
            return false;
        }
        ++at;
    }
    return at < message.size();
}

#endif // SCRIPT_PLACES_H
