// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_SETTINGS_H
#define TCPLAB_SETTINGS_H

#include "isn-generator-text.h"
#include "profile-settings.h"
#include "scenario.h"
#include "stack.h"

#include "ns3/attribute.h"
#include "ns3/object.h"

#include <optional>
#include <string>
#include <vector>

namespace tcplab
{

/// The attributes that a script and the command line set, checked; a profile's among them.
class Settings
{
  public:
    /**
     * \param scenario whose settings, hosts and connections
     * \param commandLine further settings; they win
     * \param stack the TCP whose attributes they name
     * \throws ScriptError at the first one that the TCP cannot have
     */
    Settings(const Scenario& scenario,
             const std::vector<Placed<Setting>>& commandLine,
             const Stack& stack);

    /// \return what is to be said of settings that mean nothing to this TCP
    const std::vector<std::string>& GetWarnings() const;

    /**
     * Sets the attributes of a host's TCP.
     *
     * \param host name of the host
     * \param protocol its TCP
     * \throws ScriptError if the TCP will not have one
     */
    void ApplyToProtocol(const std::string& host, ns3::Ptr<ns3::Object> protocol) const;

    /**
     * Sets the attributes of a connection, or of those that a listener will accept.
     *
     * \param host name of the host
     * \param connection name of the connection, if it has one
     * \param socket its socket
     * \throws ScriptError if the socket will not have one
     */
    void ApplyToSocket(const std::string& host,
                       const std::optional<std::string>& connection,
                       ns3::Ptr<ns3::Object> socket) const;

  private:
    struct Change
    {
        Placed<Setting> setting;
        bool ofSocket;
        ns3::Ptr<const ns3::AttributeValue> value;
        IsnGeneratorChoice generator; ///< of IsnGenerator: its attributes too
    };

    void AddProfile(const ProfileOfHost& profile, const Stack& stack);
    void Add(Placed<Setting> setting, const Stack& stack);
    void Warn(const std::string& text);
    static void Apply(const Change& change, ns3::Ptr<ns3::Object> object);

    std::vector<Change> m_changes; ///< in the order in which they are made
    std::vector<std::string> m_warnings;
};

} // namespace tcplab

#endif // TCPLAB_SETTINGS_H
