// SPDX-License-Identifier: GPL-2.0-only

// An ISN generator of one's own: each connection starts so near the end of the sequence space that
// its numbers wrap while it sends. It is chosen by its type, as the module's own are:
//
//   own-isn-generator [--before=OCTETS] [--generator=TYPE]

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/tcp-lifecycle-module.h"

#include <iostream>

using namespace ns3;

namespace
{

/// Every connection's numbers wrap after its first `Before` octets.
class IsnBeforeWrap : public TcpIsnGenerator
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("IsnBeforeWrap")
                                .SetParent<TcpIsnGenerator>()
                                .AddConstructor<IsnBeforeWrap>()
                                .AddAttribute("Before",
                                              "Octets that are sent before the wrap.",
                                              UintegerValue(1000),
                                              MakeUintegerAccessor(&IsnBeforeWrap::m_before),
                                              MakeUintegerChecker<uint32_t>());
        return tid;
    }

    uint32_t Generate(const TcpFourTuple& /* connection */, Time /* now */) override
    {
        return UINT32_MAX - m_before; // the SYN takes a number too
    }

  private:
    uint32_t m_before;
};

NS_OBJECT_ENSURE_REGISTERED(IsnBeforeWrap);

void
PrintIsn(const Address& /* local */,
         const Address& /* remote */,
         const std::string& generator,
         uint32_t isn)
{
    std::cout << Simulator::Now().GetSeconds() << " s: " << generator << " has chosen " << isn
              << "\n";
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string generator = "IsnBeforeWrap";
    uint32_t before = 1000;
    CommandLine command(__FILE__);
    command.AddValue("generator", "the type of the generator", generator);
    command.AddValue("before", "IsnBeforeWrap: octets that are sent before the wrap", before);
    command.Parse(argc, argv);

    TypeId type;
    if (!TypeId::LookupByNameFailSafe(generator, &type) ||
        !Config::SetDefaultFailSafe("ns3::TcpLifecycleL4Protocol::IsnGenerator", TypeIdValue(type)))
    {
        std::cerr << "own-isn-generator: \"" << generator << "\" is no type of a TcpIsnGenerator\n";
        return 2;
    }
    Config::SetDefault("IsnBeforeWrap::Before", UintegerValue(before));

    NodeContainer nodes(2);
    const auto devices = PointToPointHelper().Install(nodes);
    InternetStackHelper().Install(nodes);
    const auto interfaces = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
    TcpLifecycleHelper().Install(nodes);
    Config::ConnectWithoutContext("/NodeList/*/$ns3::TcpLifecycleL4Protocol/Isn",
                                  MakeCallback(&PrintIsn));

    const InetSocketAddress server(interfaces.GetAddress(1), 80);
    const auto sink =
        PacketSinkHelper("ns3::TcpLifecycleSocketFactory", server).Install(nodes.Get(1));
    BulkSendHelper client("ns3::TcpLifecycleSocketFactory", server);
    client.SetAttribute("MaxBytes", UintegerValue(100000));
    client.Install(nodes.Get(0));

    Simulator::Run();
    std::cout << "received: " << sink.Get(0)->GetObject<PacketSink>()->GetTotalRx() << " octets\n";
    Simulator::Destroy();
}
