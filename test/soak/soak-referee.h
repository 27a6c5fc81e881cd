// SPDX-License-Identifier: GPL-2.0-only

#ifndef SOAK_REFEREE_H
#define SOAK_REFEREE_H

#include "ns3/address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/sequence-number.h"
#include "ns3/tcp-header.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

/**
 * Watches the segments of the one connection of a host where IP takes and hands them over, and
 * knows nothing else of it: what no TCP may do is noticed whatever the TCP thinks of itself.
 */
class SoakReferee
{
  public:
    /// Is called for each segment. \param leaves whether it leaves the host, or arrives there
    using SegmentCallback =
        std::function<void(bool leaves, const ns3::TcpHeader& header, uint32_t text)>;

    /**
     * \param host to watch
     * \param strict whether the host's TCP is held to the rules; otherwise only counted
     * \param segmentPasses is called for each segment
     */
    SoakReferee(ns3::Ptr<ns3::Node> host, bool strict, SegmentCallback segmentPasses);

    SoakReferee(const SoakReferee&) = delete;
    SoakReferee& operator=(const SoakReferee&) = delete;

    /// \return how often the host has sent its oldest octet that is not acknowledged (or its SYN or
    ///         FIN) since the last acknowledgment of something new
    uint32_t GetTransmissionsOfOldest() const
    {
        return m_transmissionsOfOldest;
    }

    /// \return whether the host's SYN was acknowledged
    bool IsSynAcknowledged() const
    {
        return m_opened && m_oldest != m_iss;
    }

    /// \return whether the host has been sent a RST
    bool HasReceivedReset() const
    {
        return m_receivedReset;
    }

    /// \return whether the host has sent a RST
    bool HasSentReset() const
    {
        return m_sentReset;
    }

    /// \return whether the host has sent a FIN
    bool HasSentFin() const
    {
        return m_sentFin;
    }

    /// \return whether the host has sent an acknowledgment with a number from before its SND.NXT,
    /// which
    ///         counts for nothing where more has arrived (RFC 9293, section 3.10.7.4)
    bool HasSentOldNumber() const
    {
        return m_sentOldNumber;
    }

    /// \return whether all that the host has sent was acknowledged
    bool IsAllAcknowledged() const
    {
        return m_oldest == m_next;
    }

    /// \return whether text, a SYN or a FIN has come that the host never answered, or only seconds
    ///         later
    bool HasLeftUnanswered() const
    {
        return m_leftUnanswered || m_unansweredSince;
    }

    /// \return what the host did wrong first; empty if nothing
    const std::string& GetFault() const
    {
        return m_fault;
    }

  private:
    using SeqNum = ns3::SequenceNumber32;

    template <class IpHeader>
    static void Sent(SoakReferee* referee,
                     const IpHeader& ip,
                     ns3::Ptr<const ns3::Packet> packet,
                     uint32_t interface);
    template <class IpHeader>
    static void Received(SoakReferee* referee,
                         const IpHeader& ip,
                         ns3::Ptr<const ns3::Packet> packet,
                         uint32_t interface);
    void SegmentLeaves(const ns3::TcpHeader& header, uint32_t text);
    void SegmentArrives(const ns3::TcpHeader& header, uint32_t text);
    bool IsOldDuplicate(const ns3::TcpHeader& header);
    void CheckWindow(const ns3::TcpHeader& header);
    void CheckText(const ns3::TcpHeader& header, uint32_t text);
    void Blame(const ns3::TcpHeader& header, const std::string& what);

    bool m_strict;
    SegmentCallback m_segmentPasses;
    bool m_opened{false}; ///< the host has sent a SYN
    SeqNum m_iss;
    SeqNum m_next;   ///< after what the host has sent
    SeqNum m_oldest; ///< after what the peer has acknowledged
    uint32_t m_transmissionsOfOldest{0};
    std::optional<SeqNum> m_received; ///< after what the host has received, as far as that shows
    bool m_receivedReset{false};
    bool m_sentReset{false};
    bool m_sentFin{false};
    bool m_receivedFin{false};
    bool m_sentOldNumber{false};
    std::optional<ns3::Time> m_unansweredSince; ///< since when an acknowledgment is due
    bool m_leftUnanswered{false};
    std::optional<uint32_t> m_latestTimestamp; ///< of those that have come

    // Windows, in octets; an option counts if both SYNs had it.
    std::optional<uint8_t> m_ownScale;
    std::optional<uint8_t> m_peersScale;
    std::optional<SeqNum> m_ownEdge;   ///< farthest right edge that the host has offered
    std::optional<SeqNum> m_peersEdge; ///< farthest right edge that the peer has offered
    bool m_peersSyn{false};
    uint32_t m_peersMss{0}; ///< what segments of the host may hold, without options

    std::string m_fault;
};

#endif // SOAK_REFEREE_H
