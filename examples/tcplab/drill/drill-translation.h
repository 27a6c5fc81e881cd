// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCPLAB_DRILL_TRANSLATION_H
#define TCPLAB_DRILL_TRANSLATION_H

#include "drill-packet.h"

#include <cstdint>
#include <map>
#include <optional>

namespace tcplab::drill
{

/**
 * Between the numbers that stand in a script and those that are really in use, of one connection.
 *
 * In segments with SYN the numbers of a script are absolute, in all others they count from the
 * initial sequence number. The script chooses its own side's initial number, which is taken as it
 * stands; the host chooses its own, and the script's number of the host's SYN stands for it. Of
 * timestamps the script chooses its side's likewise; the host's are recognized by what an earlier
 * segment of the script called them.
 */
class Translation
{
  public:
    /// \param isn number of the SYN of the script's side
    void SetRemoteIsn(uint32_t isn);

    /**
     * \param script number of the host's SYN in the script
     * \param live the same, really
     */
    void SetLocalIsn(uint32_t script, uint32_t live);

    /**
     * \param segment of the script, inbound
     * \param scaledEcho whether an echoed timestamp that no earlier segment carried counts from the
     *        first one that did ("--tcp_ts_ecr_scaled")
     * \return it with live numbers; nothing if a timestamp is echoed that the script has not seen
     */
    std::optional<Segment> ToLive(const Segment& segment, bool scaledEcho) const;

    /// \return the live number of what the script calls so, in a segment of the host without SYN
    uint32_t ToLiveLocal(uint32_t seq) const;

    /// \return a segment of the host with the script's numbers; its timestamps are left as they are
    Segment ToScript(const Segment& live) const;

    /**
     * Learns what the script calls the host's timestamps.
     * \param expected of the script
     * \param actual what came; its TSval becomes the script's
     */
    void TranslateTimestamps(const Segment& expected, Segment& actual);

  private:
    struct FirstTimestamp
    {
        uint32_t script;
        uint32_t live;
    };

    uint32_t m_remoteIsn{0};
    uint32_t m_scriptLocalIsn{0};
    uint32_t m_liveLocalIsn{0};
    std::map<uint32_t, uint32_t> m_timestamps; ///< of the host: the script's value, the live one
    std::optional<FirstTimestamp> m_firstTimestamp;
};

/// \return the timestamps option of a segment, or nullptr
TimestampsOption* FindTimestamps(Segment& segment);

/// \copydoc FindTimestamps
const TimestampsOption* FindTimestamps(const Segment& segment);

} // namespace tcplab::drill

#endif // TCPLAB_DRILL_TRANSLATION_H
