// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_LIFECYCLE_PROFILE_H
#define TCP_LIFECYCLE_PROFILE_H

#include <string>
#include <vector>

namespace ns3
{

/**
 * What an operating system's TCP does differently from another's, as values of this TCP's
 * attributes: how long TIME-WAIT lasts, which ports are ephemeral, how often a SYN is repeated.
 *
 * The profiles are `rfc9293`, the defaults of this module; `linux`, Linux 6.x; and `bsd`,
 * FreeBSD 14. Each gives a value to the same attributes, so that one takes another's place
 * completely. A value is that of a machine on which nobody has changed a setting. doc/time-wait.rst
 * shows them.
 */
class TcpLifecycleProfile
{
  public:
    /// What an attribute is of.
    enum class Target
    {
        Socket,       ///< ns3::TcpLifecycleSocket
        Protocol,     ///< ns3::TcpLifecycleL4Protocol
        IsnGenerator, ///< the object that IsnGenerator names
    };

    /// An attribute and its value.
    struct Setting
    {
        Target target;
        const char* attribute; ///< its name
        const char* value;     ///< as StringValue takes it
        const char* source;    ///< where it is written down: RFC, manual page, file of the kernel
    };

    /// \return the names of all profiles, the default first
    static std::vector<std::string> GetNames();

    /// \param name of a profile \return whether there is one
    static bool Exists(const std::string& name);

    /// \param name of a profile, which must exist
    explicit TcpLifecycleProfile(const std::string& name);

    /// \return what it sets
    const std::vector<Setting>& GetSettings() const;

  private:
    std::vector<Setting> m_settings;
};

} // namespace ns3

#endif // TCP_LIFECYCLE_PROFILE_H
