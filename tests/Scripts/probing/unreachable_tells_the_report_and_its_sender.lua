-- network: own
-- A router in a network namespace of its own reports that it cannot reach hosts.
local prober = dofile("support/prober.lua")
local system = require "system"
local router = system.spawn {program = "unshare", arguments = {"unshare", "-n", "cat"}, stdin = "pipe", stdout = "pipe"}
router.stdin:write(byte_span.append("ready\n"))
router.stdout:read_some(byte_span.new(10)) -- the namespace exists now
local inside = "nsenter -t " .. router.pid .. " -n "
prober.shell("ip link add inner type veth peer name outer netns " .. router.pid)
prober.shell("ip address add 10.8.0.1/24 dev inner")
prober.shell("ip -6 address add fd08::1/64 dev inner nodad && ip link set inner up")
prober.shell(inside .. [[sh -ec '
  ip address add 10.8.0.2/24 dev outer
  ip -6 address add fd08::2/64 dev outer nodad
  ip link set outer up
  ip link set lo up
  echo 1 >/proc/sys/net/ipv4/ip_forward
  echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
  echo 0 >/proc/sys/net/ipv6/icmp/ratelimit
  echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
  ip route add unreachable 10.91.0.0/16
  ip route add prohibit 10.92.0.0/16
  ip route add blackhole 10.93.0.0/16
  ip -6 route add prohibit fd92::/16
']])
prober.shell("ip route add 10.88.0.0/13 via 10.8.0.2 && ip -6 route add fd90::/12 via fd08::2")
prober.show("10.91.0.1:53", "--send", "x")
prober.show("10.92.0.1:53", "--send", "x")
prober.show("10.94.0.1:53", "--send", "x")
prober.show("10.93.0.1:53", "--send", "x", "--timeout", "0.6")
prober.show("[fd92::1]:53", "--send", "x")
prober.show("[fd94::1]:53", "--send", "x")
prober.show("10.7.9.77:53", "--send", "x") -- nobody has this address on the network of near
local icmp = require "json".decode(prober.run("10.91.0.1:53", "--json").stdout).icmp
print(icmp.type, icmp.code, icmp.from, icmp.name)
router.stdin:close()
router:wait()
