// SPDX-License-Identifier: GPL-2.0-only

#ifndef TCP_ISN_LIST_H
#define TCP_ISN_LIST_H

#include "tcp-isn-generator.h"

#include <string>
#include <vector>

namespace ns3
{

/// Given initial sequence numbers, one after the other; after the last one it goes on by steps.
class TcpIsnList : public TcpIsnGenerator
{
  public:
    /// \return the object TypeId
    static TypeId GetTypeId();

    uint32_t Generate(const TcpFourTuple& connection, Time now) override;

  private:
    /// \param list numbers from 0 to 4294967295, commas between them \return if it is that
    bool SetList(std::string list);
    std::string GetList() const;

    std::vector<uint32_t> m_list; ///< never empty
    uint32_t m_step;
    size_t m_next{0}; ///< index of the next one, as if the list had no end
};

} // namespace ns3

#endif // TCP_ISN_LIST_H
