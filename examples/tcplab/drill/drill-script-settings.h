// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_SCRIPT_SETTINGS_H
#define TCPLAB_DRILL_SCRIPT_SETTINGS_H

#include "../settings.h"
#include "drill-run.h"

#include <optional>

namespace tcplab::drill
{

/// The attributes that a script and the command line set, of the one host that there is.
class ScriptSettings
{
  public:
    /// \param terms with what the command line sets; they outlive this
    explicit ScriptSettings(const RunTerms& terms);

    /// \param command a shell command of the script that only makes settings
    void Take(const Command& command);

    /// \param protocol the host's TCP
    void ApplyToProtocol(ns3::Ptr<ns3::Object> protocol) const;

    /// \param socket a new socket of the host
    void ApplyToSocket(ns3::Ptr<ns3::Socket> socket) const;

  private:
    const RunTerms& m_terms;
    Scenario m_host;
    std::optional<Settings> m_settings;
};

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_SCRIPT_SETTINGS_H
