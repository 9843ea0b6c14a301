local flag = ip.name_info_flag
local entries = ip.udp.get_name_info(ip.address.loopback_v4(), 65535)
local e = entries[1]
print(#entries, e.address, e.port, e.service_name, e.host_name == "localhost")
local numeric = ip.udp.get_name_info(ip.address.new("192.0.2.1"), 53, flag.numeric_host | flag.numeric_service)[1]
print(numeric.host_name, numeric.service_name)
local ok, e = pcall(ip.udp.get_name_info, ip.address.new("192.0.2.1"), 53, flag.numeric_host | flag.name_required)
print(e, e.symbol, e.operation, e.address, e.port)
