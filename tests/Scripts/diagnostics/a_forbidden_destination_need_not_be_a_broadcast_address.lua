-- network: own
-- The kernel returns one errno both for a broadcast without the option and for a route that forbids sending.
local function run(command) assert(os.execute(command)) end
run("ip route add prohibit 192.0.2.0/24")
run("ip -6 route add prohibit 2001:db8:9::/64")
for _, text in ipairs {"10.7.9.255", "192.0.2.1", "2001:db8:9::1"} do
  local sock, address = ip.udp.socket.new(), ip.address.new(text)
  sock:open(address.is_v6 and "v6" or "v4")
  for _, call in ipairs {"send_to", "connect"} do
    local _, e = pcall(sock[call], sock, call == "connect" and address or byte_span.new(1),
      call == "connect" and 9 or address, 9)
    print(text, call, type(e) == "table" and e.symbol, type(e) == "table" and e.detail)
  end
end
