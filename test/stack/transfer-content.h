// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRANSFER_CONTENT_H
#define TRANSFER_CONTENT_H

#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <optional>
#include <vector>

/**
 * The octets of a stream. Each depends on its position: of the 32-bit words of a stream no two are
 * the same, so that no stretch of it can stand in the place of another one.
 */
class TransferContent
{
  public:
    /// \param stream which stream: different ones differ in each word
    explicit TransferContent(uint32_t stream);

    /// \return the octet at a position, counted from 0; positions go up to 16 GiB
    uint8_t At(uint64_t position) const;

    /// \return size octets from a position on
    ns3::Ptr<ns3::Packet> Make(uint64_t position, uint32_t size) const;

  private:
    uint32_t m_stream;
};

/// Compares what arrives with what was sent.
class TransferChecker
{
  public:
    /// \param content what is to arrive, from its first octet on
    explicit TransferChecker(const TransferContent& content);

    /// More octets have arrived.
    void Take(ns3::Ptr<const ns3::Packet> packet);

    /// \return octets that have arrived
    uint64_t GetLength() const
    {
        return m_length;
    }

    /// \return position of the first octet that was not the right one; nothing if all were
    std::optional<uint64_t> GetFirstWrong() const
    {
        return m_firstWrong;
    }

  private:
    TransferContent m_content;
    uint64_t m_length{0};
    std::optional<uint64_t> m_firstWrong;
    std::vector<uint8_t> m_octets;
};

#endif // TRANSFER_CONTENT_H
