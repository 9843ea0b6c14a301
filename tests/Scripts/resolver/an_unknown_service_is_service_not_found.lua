local asio_error = require "asio_error"
for _, service in ipairs {"no-such-service", "65536", "-1", " 53", "53 ", "+53", "0x35", ("s"):rep(300)} do
  local ok, e = pcall(ip.udp.get_address_info, "127.0.0.1", service)
  print(ok, e, e == asio_error.addrinfo.service_not_found, e.category, e.detail)
end
