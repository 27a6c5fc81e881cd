// SPDX-License-Identifier: GPL-2.0-only

// A client sends 100 kB to a server and closes; each state that the two go through is printed.

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/tcp-lifecycle-module.h"

#include <iostream>

using namespace ns3;

void
PrintTransition(const TcpLifecycleTransition& transition)
{
    std::cout << transition.time.GetSeconds() << " s: node " << transition.node->GetId() << ", "
              << ToString(transition.from) << " -> " << ToString(transition.to) << "\n";
}

int
main()
{
    NodeContainer nodes(2);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay", StringValue("10ms"));
    const auto devices = link.Install(nodes);
    InternetStackHelper().Install(nodes);
    const auto interfaces = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);

    TcpLifecycleHelper().Install(nodes);
    Config::ConnectWithoutContext("/NodeList/*/$ns3::TcpLifecycleL4Protocol/Transition",
                                  MakeCallback(&PrintTransition));

    const InetSocketAddress server(interfaces.GetAddress(1), 80);
    PacketSinkHelper("ns3::TcpLifecycleSocketFactory", server).Install(nodes.Get(1));
    BulkSendHelper client("ns3::TcpLifecycleSocketFactory", server);
    client.SetAttribute("MaxBytes", UintegerValue(100000));
    client.Install(nodes.Get(0));

    Simulator::Run();
    Simulator::Destroy();
}
