local asio_error = require "asio_error"
local ok, e = pcall(ip.udp.get_address_info, "no.such.invalid", 53, ip.address_info_flag.numeric_host)
print(ok, e, e == asio_error.netdb.host_not_found, e.symbol, e.category)
print(e.operation, e.address, e.port, e.detail)
print(pcall(ip.udp.get_address_v4_info, "localhost", 53, ip.address_info_flag.numeric_host))
print(ip.udp.get_address_info("::1", 53, ip.address_info_flag.numeric_host)[1].address)
