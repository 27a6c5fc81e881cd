// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_TCP_CHOICE_H
#define TCPLAB_TCP_CHOICE_H

#include "scenario.h"
#include "stack.h"

#include <boost/program_options/options_description.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tcplab
{

/// The options of a verb that say which TCP runs and what its attributes are: --stack, --profile
/// and --set.
class TcpChoice
{
  public:
    /// What the help of a verb says of them.
    struct Help
    {
        const char* setting; ///< the form of what follows --set
        const char* set;
        const char* profile;
    };

    /// Adds the options to those of a verb. \param description is used while this is there
    void Describe(boost::program_options::options_description& description, const Help& help);

    /// \return "lifecycle", or what else follows --stack
    const std::string& GetStackName() const
    {
        return m_stack;
    }

    /// \throws UsageError if there is no such stack
    std::unique_ptr<Stack> MakeStack() const;

    /// \return what --profile and --set say, in the order in which a later one wins
    /// \throws UsageError, ScriptError if there is no such profile, or something is no setting
    std::vector<Placed<Setting>> ReadSettings() const;

  private:
    std::string m_stack;
    std::optional<std::string> m_profile;
    std::vector<std::string> m_settings;
};

} // namespace tcplab

#endif // TCPLAB_TCP_CHOICE_H
