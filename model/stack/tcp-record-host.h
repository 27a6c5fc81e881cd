// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_RECORD_HOST_H
#define TCP_RECORD_HOST_H

#include "tcp-connection-host.h"
#include "tcp-record-table.h"

#include <vector>

namespace ns3
{

/**
 * A connection that rests as a record in a table, while something happens to it. More may happen
 * before that is done, for a trace sink may do anything: it has to reach the same object, and the
 * record may go in the meantime.
 */
class TcpRecordHost : public TcpConnectionHost
{
  public:
    /// Those of a table.
    class List
    {
      public:
        /// \return the connection of a record, if something is happening to it; otherwise null
        TcpRecordHost* Find(TcpRecordNumber number) const;

        /// None of them has a record any more.
        void Detach();

      private:
        friend class TcpRecordHost;

        std::vector<TcpRecordHost*> m_hosts; ///< few: they are nested in one another
    };

    ~TcpRecordHost() override;

    using TcpConnectionHost::Happens;

    /// There is no record of it any more.
    void Detach()
    {
        m_number = TCP_NO_RECORD;
    }

  protected:
    /**
     * \param list of the table, which it is in as long as it is there
     * \param number of its record
     * \param tcp the protocol
     * \param settings of the connection
     * \param fourTuple of the connection
     * \param connection what the record holds
     */
    TcpRecordHost(List& list,
                  TcpRecordNumber number,
                  TcpLifecycleL4Protocol* tcp,
                  SettingsPtr settings,
                  const TcpFourTuple& fourTuple,
                  tcplifecycle::Connection connection);

    /// \return the number of its record; TCP_NO_RECORD if that is gone
    TcpRecordNumber GetNumber() const
    {
        return m_number;
    }

  private:
    List& m_list;
    TcpRecordNumber m_number;
};

} // namespace ns3

#endif // TCP_RECORD_HOST_H
