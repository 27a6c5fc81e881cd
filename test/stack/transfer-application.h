// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRANSFER_APPLICATION_H
#define TRANSFER_APPLICATION_H

#include "transfer-content.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/attribute.h"
#include "ns3/nstime.h"
#include "ns3/socket.h"
#include "ns3/tcp-lifecycle-socket.h"
#include "ns3/tcp-socket.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// When an end of a transfer closes.
enum class TransferClosing
{
    WhenSent,  ///< ShutdownSend when all has been sent, Close at the end of the peer's stream
    WhenDone,  ///< as WhenSent, but not before all of the peer's stream has been received
    AfterPeer, ///< Close at the end of the peer's stream, when all has been sent
    ByTest     ///< the test calls Close or Abort
};

/// What one end of a connection does.
struct TransferPlan
{
    uint64_t octets{0};            ///< to send
    uint32_t sendSize{8192};       ///< octets for each Send, at most
    bool sendAfterPeer{false};     ///< to send only when the peer's stream has ended
    uint32_t readSize{UINT32_MAX}; ///< octets for each Recv, at most
    ns3::Time readPause{0};        ///< from one Recv to the next
    ns3::Time readStart{0};        ///< nothing is read before
    TransferClosing closing{TransferClosing::WhenSent};
    /// Attributes of the socket.
    std::vector<std::pair<std::string, ns3::Ptr<ns3::AttributeValue>>> attributes;

    /// Sets an attribute of the socket.
    template <class Value>
    void Set(const std::string& name, const Value& value)
    {
        attributes.emplace_back(name, value.Copy());
    }
};

/// One end of a connection: it sends its own stream and checks the peer's.
class TransferApplication : public ns3::Application
{
  public:
    /// \return the object TypeId
    static ns3::TypeId GetTypeId();

    /**
     * \param factory type name of the socket factory
     * \param plan what to do
     * \param own what to send, as far as the plan says
     * \param peers what is to be received
     * \param expected octets of it
     */
    TransferApplication(const std::string& factory,
                        const TransferPlan& plan,
                        const TransferContent& own,
                        const TransferContent& peers,
                        uint64_t expected);

    /// Listen when the simulation starts. \param local at this address and port
    void ListenAt(const ns3::Address& local);

    /// Connect when the simulation starts. \param remote to this address and port
    void ConnectTo(const ns3::Address& remote);

    /// Closes the connection, whatever the plan says, if it is open here.
    void Close();

    /// Aborts the connection, which must be a TcpLifecycleSocket's, if it is open here.
    void Abort();

    /// Stops listening.
    void StopListening();

    /// \return the connection's socket; null before it is open and after Close
    ns3::Ptr<ns3::Socket> GetSocket() const
    {
        return m_socket;
    }

    /// \return octets that Send has taken
    uint64_t GetSent() const
    {
        return m_sent;
    }

    /// \return what was received
    const TransferChecker& GetReceived() const
    {
        return m_checker;
    }

    /// \return when the last octet was read
    ns3::Time GetLastRead() const
    {
        return m_lastRead;
    }

    /// \return whether the end of the peer's stream was reached
    bool IsAtEndOfStream() const
    {
        return m_endOfStream;
    }

    /// \return whether the user has said that it sends no more
    bool HasEndedSending() const
    {
        return m_sendingShut || m_closed;
    }

    /// \return whether ns-3's own TCP did not take text for which it had room; the connection
    /// counts
    ///         as broken off then
    bool WasRefused() const
    {
        return m_refused;
    }

    /// \return whether the connection has failed or broken off
    bool IsBroken() const
    {
        return m_broken;
    }

    /// \return the states that the socket has told of, ns-3's own TCP's too
    const std::vector<ns3::TcpSocket::TcpStates_t>& GetStates() const
    {
        return m_states;
    }

  private:
    void StartApplication() override;
    void DoDispose() override;

    ns3::Ptr<ns3::Socket> NewSocket() const;
    void Use(ns3::Ptr<ns3::Socket> socket);
    void Accept(ns3::Ptr<ns3::Socket> socket, const ns3::Address& from);
    void Open(ns3::Ptr<ns3::Socket> socket);
    void Break(ns3::Ptr<ns3::Socket> socket);
    void PeerCloses(ns3::Ptr<ns3::Socket> socket);
    void TextArrives(ns3::Ptr<ns3::Socket> socket);
    void SpaceIsFree(ns3::Ptr<ns3::Socket> socket, uint32_t size);
    void RecordState(ns3::TcpSocket::TcpStates_t from, ns3::TcpSocket::TcpStates_t to);
    void Read();
    void EndStream();
    void Send();
    void CloseIfDue();

    std::string m_factory;
    TransferPlan m_plan;
    TransferContent m_content;
    TransferChecker m_checker;
    uint64_t m_expected;
    ns3::Address m_address; ///< local if m_listens, else the peer's
    bool m_listens{false};
    ns3::Ptr<ns3::Socket> m_listener;
    ns3::Ptr<ns3::Socket> m_socket;
    ns3::EventId m_reading;
    uint64_t m_sent{0};
    ns3::Time m_lastRead;
    bool m_sendingShut{false};
    bool m_closed{false};
    bool m_refused{false};
    bool m_peerClosed{false};
    bool m_endOfStream{false};
    bool m_broken{false};
    std::vector<ns3::TcpSocket::TcpStates_t> m_states;
};

#endif // TRANSFER_APPLICATION_H
