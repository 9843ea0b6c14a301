for _, text in ipairs {"127.0.0.1:80", "[::1]:80", "[fe80::1%lo]:65535", "0.0.0.0:0", "[::ffff:1.2.3.4]:1"} do
  local address, port = ip.toendpoint(text)
  print(address, port, math.type(port), ip.tostring(address, port), ip.tostring(address) == tostring(address))
end
print(ip.tostring(ip.address.new("2001:DB8::1"), 53))
