local address = ip.address.new("fe80::1%lo")
for _, host in ipairs {address, "fe80::1%lo", "fe80::1%1"} do
  local found = ip.udp.get_address_info(host, 53)[1]
  print(found.address, found.address.scope_id == address.scope_id)
end
print(ip.udp.get_name_info(address, 53, ip.name_info_flag.numeric_host)[1].host_name)
