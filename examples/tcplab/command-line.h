// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_COMMAND_LINE_H
#define TCPLAB_COMMAND_LINE_H

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>
#include <string>
#include <vector>

namespace tcplab
{

/**
 * Parses the arguments of a verb. Options cannot be abbreviated.
 *
 * \param verb the verb
 * \param arguments what follows it
 * \param options its options
 * \param positional its arguments that are no options
 * \return the values
 * \throws UsageError if the arguments do not fit, saying which one and what would
 */
boost::program_options::variables_map ParseArguments(
    const std::string& verb,
    const std::vector<std::string>& arguments,
    const boost::program_options::options_description& options,
    const boost::program_options::positional_options_description& positional);

} // namespace tcplab

#endif // TCPLAB_COMMAND_LINE_H
