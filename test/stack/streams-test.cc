// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/tcp-piece-queue.h"
#include "ns3/tcp-receive-stream.h"
#include "ns3/tcp-send-stream.h"

#include <gtest/gtest.h>
#include <numeric>
#include <vector>

using namespace ns3;
using tcplifecycle::SeqNum;

namespace
{

using Octets = std::vector<uint8_t>;

/// \return octets that count up, from a number on
Octets
Counting(uint8_t from, size_t size)
{
    Octets octets(size);
    std::iota(octets.begin(), octets.end(), from);
    return octets;
}

Ptr<Packet>
PacketOf(const Octets& octets)
{
    return Create<Packet>(octets.data(), octets.size());
}

Octets
OctetsOf(Ptr<const Packet> packet)
{
    Octets octets(packet->GetSize());
    packet->CopyData(octets.data(), octets.size());
    return octets;
}

} // namespace

TEST(SendStream, AnyStretchIsFoundAcrossPiecesAndTheWrap)
{
    const uint32_t first = 4294967290; // the numbers wrap after six octets
    TcpSendStream stream;
    stream.Start(SeqNum(first));
    for (const auto& [from, size] : {std::pair{0, 4}, {4, 1}, {5, 10}, {15, 5}})
    {
        stream.Append(PacketOf(Counting(from, size)));
    }
    EXPECT_EQ(stream.GetSize(), 20U);
    for (uint32_t released = 0; released < 20; released += 3)
    {
        for (uint32_t from = released; from < 20; ++from)
        {
            for (uint32_t size = 1; from + size <= 20; ++size)
            {
                ASSERT_EQ(OctetsOf(stream.Copy(SeqNum(first + from), size)), Counting(from, size));
            }
        }
        stream.Release(std::min<uint32_t>(3, stream.GetSize()));
    }
}

TEST(SendStream, CopyIsTheCallersOwn)
{
    TcpSendStream stream;
    stream.Start(SeqNum(0));
    stream.Append(PacketOf(Counting(0, 10)));
    stream.Copy(SeqNum(0), 10)->RemoveAtStart(5);
    EXPECT_EQ(OctetsOf(stream.Copy(SeqNum(0), 10)), Counting(0, 10));
}

TEST(SendStream, StartsAnew)
{
    TcpSendStream stream;
    stream.Start(SeqNum(0));
    stream.Append(PacketOf(Counting(0, 10)));
    stream.Start(SeqNum(1000));
    EXPECT_EQ(stream.GetSize(), 0U);
    stream.Append(PacketOf(Counting(7, 3)));
    EXPECT_EQ(OctetsOf(stream.Copy(SeqNum(1001), 2)), Counting(8, 2));
}

TEST(ReceiveStream, IsReadInAnyPortions)
{
    for (uint32_t portion = 1; portion <= 20; ++portion)
    {
        TcpReceiveStream stream;
        for (const auto& [from, size] : {std::pair{0, 4}, {4, 1}, {5, 10}, {15, 5}})
        {
            // Text that lies between octets which are not part of the stream.
            Octets octets(3 + size + 2, 255);
            std::iota(octets.begin() + 3, octets.end() - 2, from);
            stream.Append(PacketOf(octets), 3, size);
        }
        uint32_t read = 0;
        while (stream.GetSize() > 0)
        {
            const uint32_t size = std::min(portion, stream.GetSize());
            ASSERT_EQ(OctetsOf(stream.Peek(size)), Counting(read, size));
            ASSERT_EQ(OctetsOf(stream.Take(size)), Counting(read, size));
            read += size;
            ASSERT_EQ(stream.GetSize(), 20 - read);
        }
        ASSERT_EQ(read, 20U);
    }
}

TEST(ReceiveStream, WhatIsReadIsTheReadersOwn)
{
    const auto text = PacketOf(Counting(0, 10));
    TcpReceiveStream stream;
    stream.Append(text, 0, 10);
    stream.Peek(10)->RemoveAtStart(5);
    stream.Take(10)->RemoveAtEnd(5);
    EXPECT_EQ(OctetsOf(text), Counting(0, 10));
}

TEST(PieceQueue, KeepsTheOrderHoweverPushesAndPopsAlternate)
{
    TcpPieceQueue<int> queue;
    int pushed = 0;
    int popped = 0;
    for (const int pushes : {1, 0, 3, 1, 0, 0, 10, 2, 0, 5})
    {
        for (int i = 0; i < pushes; ++i)
        {
            queue.Push(pushed++);
        }
        for (int i = 0; i < 2 && !queue.IsEmpty(); ++i)
        {
            EXPECT_EQ(queue.Front(), popped++);
            queue.Pop();
        }
        const std::vector<int> kept(queue.begin(), queue.end());
        ASSERT_EQ(kept.size(), static_cast<size_t>(pushed - popped));
        for (size_t i = 0; i < kept.size(); ++i)
        {
            EXPECT_EQ(kept[i], popped + static_cast<int>(i));
        }
    }
    queue.Clear();
    EXPECT_TRUE(queue.IsEmpty());
    EXPECT_TRUE(queue.begin() == queue.end());
}
