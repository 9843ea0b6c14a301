-- env: MOONWIRE_DISABLE=
-- env: MOONWIRE_READINESS=
-- network: own
-- tool: nft
local verdict = dofile("support/verdict.lua")
local function shell(command) assert(os.execute(command), command) end
shell([[nft 'table inet t {
chain in {
  type filter hook input priority 0
  ip protocol udp udp dport 54 reject with icmp type net-unreachable
  ip protocol udp udp dport 55 reject with icmp type host-unreachable
  ip protocol udp udp dport 56 reject with icmp type admin-prohibited
  ip protocol udp udp dport 57 reject with icmp type port-unreachable
  ip6 nexthdr udp udp dport 54 reject with icmpv6 type no-route
  ip6 nexthdr udp udp dport 55 reject with icmpv6 type addr-unreachable
  ip6 nexthdr udp udp dport 56 reject with icmpv6 type admin-prohibited
  ip6 nexthdr udp udp dport 57 reject with icmpv6 type port-unreachable
  udp dport 58 drop
}
}']])
for _, address in ipairs{"127.0.0.1", "::1"} do
  for port = 54, 58 do
    local sock = ip.udp.socket.new()
    sock:open(address == "::1" and "v6" or "v4")
    sock:send_to(byte_span.append("question"), address, port)
    verdict.show(sock)
  end
end

-- Nobody has the address. This machine finds that out while the receive waits.
local sock = ip.udp.socket.new()
sock:open("v4")
sock:send_to(byte_span.append("question"), "10.7.9.77", 9)
verdict.show(sock, 1)

-- A router sends on only packets of up to 1000 bytes.
dofile("support/short_path.lua")
sock = ip.udp.socket.new()
sock:open("v4")
sock:send_to(byte_span.append(("x"):rep(1400)), "10.8.0.6", 9)
verdict.show(sock, 0.2)
