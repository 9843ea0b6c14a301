local services = io.open("/etc/services")
if services and services:read("a"):find("\ndomain%s+53/udp") then
  local found = ip.udp.get_address_info("127.0.0.1", "domain")[1]
  assert(found.port == 53 and found.service_name == "domain")
  assert(ip.udp.get_name_info(ip.address.loopback_v4(), 53, ip.name_info_flag.numeric_host)[1].service_name == "domain")
end
local ok, e = pcall(ip.udp.get_address_info, "127.0.0.1", "domain", ip.address_info_flag.numeric_service)
print(e, e.detail)
print(ip.udp.get_name_info(ip.address.loopback_v4(), 53, ip.name_info_flag.numeric_service)[1].service_name)
