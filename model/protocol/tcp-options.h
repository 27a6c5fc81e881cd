// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_OPTIONS_H
#define TCP_OPTIONS_H

#include <cstddef>
#include <cstdint>
#include <optional>

namespace tcplifecycle
{

/// The timestamps option (RFC 7323, section 3).
struct Timestamps
{
    /// Octets that the option takes of each segment, padding included (section 3.2, appendix A).
    static constexpr uint32_t COST = 12;

    uint32_t value; ///< TSval: the clock of whoever sent it
    uint32_t echo;  ///< TSecr: the last TSval seen of the other side; 0 without the ACK bit
};

/**
 * The options of a segment that this TCP understands. What a peer sends beyond them is skipped
 * (RFC 9293, section 3.2, MUST-6).
 */
struct Options
{
    /// Maximum segment size that the sender of the option can receive, in octets (section 3.7.1).
    std::optional<uint16_t> mss;
    /// Shift count of the window field of the sender of the option, 0 to 14 (RFC 7323, section 2).
    std::optional<uint8_t> windowScale;
    /// Timestamps: on both SYNs, and on every segment after them, or on none (RFC 7323,
    /// section 3.2).
    std::optional<Timestamps> timestamps;

    /// \return octets that the options take in the header, padding included: a multiple of 4
    size_t WireSize() const;

    /**
     * Writes the options and their padding.
     * \param to room for WireSize() octets
     */
    void Write(uint8_t* to) const;

    /**
     * Reads the options of a header. An option that is unknown is skipped; one whose length is
     * impossible (below 2, or past the end) ends the options, and what came before it counts
     * (MUST-7). An option that is known and has the wrong length is ignored.
     *
     * \param from first octet of the option space
     * \param size octets of the option space, 0 to 40
     * \return the options found
     */
    static Options Read(const uint8_t* from, size_t size);
};

} // namespace tcplifecycle

#endif // TCP_OPTIONS_H
