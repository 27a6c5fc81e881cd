// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_COMMAND_LINE_H
#define TCPLAB_COMMAND_LINE_H

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <boost/program_options/variables_map.hpp>
#include <cstdint>
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

/**
 * \param target gets what follows an option, a text; or each of several, a list of texts
 * \param name what the help calls it
 * \return the option's value, for a description of options
 */
template <typename Target>
boost::program_options::typed_value<Target>*
TextOption(Target& target, const char* name)
{
    return boost::program_options::value(&target)->value_name(name);
}

/**
 * \param option that the text follows
 * \param text what is to be a decimal number
 * \param least
 * \param most
 * \return the number
 * \throws UsageError if it is none from the least to the most
 */
uint64_t ReadWholeNumber(const std::string& option,
                         const std::string& text,
                         uint64_t least,
                         uint64_t most);

} // namespace tcplab

#endif // TCPLAB_COMMAND_LINE_H
