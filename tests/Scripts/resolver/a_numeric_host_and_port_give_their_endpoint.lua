local function show(entries)
  for i, e in ipairs(entries) do print(i, e.address, e.port, math.type(e.port), e.host_name, e.service_name) end
end

show(ip.udp.get_address_info("127.0.0.1", 53))
show(ip.udp.get_address_info("::1", "65535"))
show(ip.udp.get_address_info(ip.address.new("192.0.2.1"), 0))
show(ip.udp.get_address_info(ip.address.new("2001:db8::1"), ""))
show(ip.udp.get_address_v4_info("127.0.0.1", 53))
show(ip.udp.get_address_v6_info(ip.address.loopback_v6(), 53))
local found = ip.udp.get_address_info("::ffff:192.0.2.1", 53)[1].address
print(found, found.is_v4_mapped, found == ip.address.new("::ffff:192.0.2.1"))
