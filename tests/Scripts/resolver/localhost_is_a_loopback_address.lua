local function check(entries, port)
  assert(#entries > 0)
  for _, e in ipairs(entries) do
    local address = e.address.is_v6 and e.address.is_v4_mapped and e.address:to_v4() or e.address
    assert(address.is_loopback and e.port == port and e.host_name == "localhost", tostring(e.address))
  end
  return entries[1]
end

check(ip.udp.get_address_info("localhost", 53), 53)
check(ip.udp.get_address_info("localhost", ""), 0)
print(check(ip.udp.get_address_v4_info("localhost", "4000"), 4000).address)
print(check(ip.udp.get_address_v6_info("localhost", 53), 53).address.is_v6)
local named = ip.udp.get_address_v4_info("localhost", 53, ip.address_info_flag.canonical_name)
print(#named > 0, type(named[1].host_name))
