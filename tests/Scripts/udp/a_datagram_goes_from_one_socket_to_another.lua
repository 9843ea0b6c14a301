local sockets = dofile("support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local a, b = sockets.bound(family), sockets.bound(family)
  print(a:send_to(byte_span.append("hello"), b.local_address, b.local_port))
  local buffer = byte_span.new(10)
  local count, address, port = b:receive_from(buffer)
  print(count, address, port == a.local_port, address == a.local_address, tostring(buffer:slice(1, count)))
end
