local passive = ip.address_info_flag.passive
print(ip.udp.get_address_v4_info("", 53)[1].address, ip.udp.get_address_v4_info("", 53, passive)[1].address)
print(ip.udp.get_address_v6_info("", 53, 0)[1].address, ip.udp.get_address_v6_info("", 53, passive)[1].address)
local families = {}
for _, e in ipairs(ip.udp.get_address_info("", 53, passive)) do families[tostring(e.address)] = e.host_name == "" end
print(families["0.0.0.0"], families["::"])

local ok, e = pcall(ip.udp.get_address_info, "", "")
print(e == require("asio_error").netdb.host_not_found, e.detail)
local ok, e = pcall(ip.udp.get_address_info, "", 53, ip.address_info_flag.canonical_name)
print(e.symbol, e.category, e.detail)
