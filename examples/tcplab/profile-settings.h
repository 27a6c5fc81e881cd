// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_PROFILE_SETTINGS_H
#define TCPLAB_PROFILE_SETTINGS_H

#include "scenario.h"

#include <string>
#include <vector>

/**
 * \file
 * Profiles in scripts and on the command line: `set A.Profile = linux` stands for all that the
 * profile sets, and any other setting of the same attribute wins over it.
 */

namespace tcplab
{

/// \return whether a setting chooses a profile
bool ChoosesProfile(const Setting& setting);

/**
 * \param name what is given to --profile
 * \return the setting that it stands for
 * \throws UsageError if there is no such profile
 */
Placed<Setting> ReadProfileOption(const std::string& name);

/// What the profile of a host sets.
struct ProfileOfHost
{
    std::string name; ///< of the profile
    std::vector<Placed<Setting>> settings;
};

/**
 * \param scenario whose hosts
 * \param settings all settings; of those that choose a profile for a host, the last one counts
 * \return the profiles of the hosts that have one
 * \throws ScriptError if there is no such profile, or if it is chosen for a connection
 */
std::vector<ProfileOfHost> FindProfiles(const Scenario& scenario,
                                        const std::vector<Placed<Setting>>& settings);

} // namespace tcplab

#endif // TCPLAB_PROFILE_SETTINGS_H
