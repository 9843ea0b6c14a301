local function try(f, ...)
  local ok, e = pcall(f, ...)
  if ok then return print(e[1].address) end
  print(e, e.symbol, e.operation, e.address, e.port, e.detail)
end

try(ip.udp.get_address_v6_info, "192.0.2.1", 53)
try(ip.udp.get_address_v6_info, "192.0.2.1", 53, ip.address_info_flag.v4_mapped)
try(ip.udp.get_address_v6_info, "192.0.2.1", 53, 0)
try(ip.udp.get_address_v4_info, "2001:db8::1", 53)
