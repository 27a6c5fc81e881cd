// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRANSFER_HOP_H
#define TRANSFER_HOP_H

#include "ns3/error-model.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/random-variable-stream.h"
#include "ns3/tcp-header.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

/// A frame of a point-to-point link that holds a segment.
struct TransferFrame
{
    /// \return what a frame holds; nothing if it holds no segment
    static std::optional<TransferFrame> Read(ns3::Ptr<const ns3::Packet> frame);

    /// \return the frame with another text in place of its own
    ns3::Ptr<ns3::Packet> WithText(ns3::Ptr<const ns3::Packet> other) const;

    ns3::Ptr<ns3::Packet> headers; ///< all of them, the link's too
    ns3::TcpHeader tcp;
    ns3::Ptr<ns3::Packet> text;
};

/**
 * A place on the way to a host where packets can be delayed, repeated and changed: as the receive
 * error model of the host's device it keeps every frame that comes from the link, and hands frames
 * to the device itself.
 */
class TransferHop : public ns3::ErrorModel
{
  public:
    /// \param device of the host, a PointToPointNetDevice or CsmaNetDevice; it is given this error
    /// model
    void InstallAt(ns3::Ptr<ns3::NetDevice> device);

  protected:
    /// The device receives a frame. \param delay when, from now
    void Forward(ns3::Ptr<ns3::Packet> frame, ns3::Time delay = ns3::Time(0));

  private:
    /// A frame has come. It goes no further unless Forward is called.
    virtual void Arrive(ns3::Ptr<ns3::Packet> frame) = 0;

    bool DoCorrupt(ns3::Ptr<ns3::Packet> frame) override;
    void DoReset() override;
    void Deliver(ns3::Ptr<ns3::Packet> frame);

    ns3::Ptr<ns3::NetDevice> m_device;
    std::function<void(ns3::Ptr<ns3::Packet>)> m_receive; ///< of the device
    bool m_delivering{false};
};

/// A hop that writes down which segments come by.
class TransferObserver : public TransferHop
{
  public:
    struct Segment
    {
        ns3::Time time;
        ns3::TcpHeader tcp;
        uint32_t text; ///< octets
    };

    /// \return what has come by so far, in order
    const std::vector<Segment>& GetSegments() const
    {
        return m_segments;
    }

    /// From one time to another whatever comes is lost.
    void LoseAll(ns3::Time from, ns3::Time to);

  private:
    void Arrive(ns3::Ptr<ns3::Packet> frame) override;

    std::vector<Segment> m_segments;
    ns3::Time m_loseFrom;
    ns3::Time m_loseTo;
};

/// A hop that delays packets by different times, repeats some and loses some.
class TransferUnrulyHop : public TransferHop
{
  public:
    /**
     * \param jitter longest additional delay
     * \param repeat probability that a packet comes a second time, after an additional delay of its
     *        own
     * \param loss probability that a packet does not come; a repeated one's each time
     * \param stream number of the random stream
     */
    TransferUnrulyHop(ns3::Time jitter, double repeat, double loss, int64_t stream);

    /// \return how many packets were overtaken by a later one
    uint64_t GetReordered() const
    {
        return m_reordered;
    }

    /// \return how many packets were to come a second time
    uint64_t GetRepeated() const
    {
        return m_repeated;
    }

    /// \return how many times a packet was lost
    uint64_t GetLost() const
    {
        return m_lost;
    }

  protected:
    void Arrive(ns3::Ptr<ns3::Packet> frame) override;

  private:
    void Pass(ns3::Ptr<ns3::Packet> frame);

    ns3::Time m_jitter;
    double m_repeat;
    double m_loss;
    ns3::Ptr<ns3::UniformRandomVariable> m_random;
    ns3::Time m_latest; ///< when the packet leaves that leaves last
    uint64_t m_reordered{0};
    uint64_t m_repeated{0};
    uint64_t m_lost{0};
};

#endif // TRANSFER_HOP_H
