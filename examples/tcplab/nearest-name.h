// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_NEAREST_NAME_H
#define TCPLAB_NEAREST_NAME_H

#include <string>
#include <vector>

namespace tcplab
{

/**
 * What was probably meant by a misspelt name.
 *
 * \param name what was given
 * \param candidates what there is
 * \return the candidate that takes the fewest insertions, deletions, replacements and swaps of
 *         neighbours to get to; "" if even that one has little to do with the name
 */
std::string NearestName(const std::string& name, const std::vector<std::string>& candidates);

/**
 * \param name what was given
 * \param candidates what there is
 * \return "; did you mean "close"?", or "" if nothing is near
 */
std::string DidYouMean(const std::string& name, const std::vector<std::string>& candidates);

/**
 * \param words some words
 * \return "a, b and c"
 */
std::string Enumerate(const std::vector<std::string>& words,
                      const std::string& conjunction = "and");

} // namespace tcplab

#endif // TCPLAB_NEAREST_NAME_H
