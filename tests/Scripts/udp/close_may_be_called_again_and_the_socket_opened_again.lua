local sockets = dofile("support/sockets.lua")
local sock = ip.udp.socket.new()
sock:close()
for _, family in ipairs {"v4", "v6", "v4"} do
  sock:open(family)
  sock:bind(family == "v4" and "127.0.0.1" or "::1", 0)
  print(sockets.send(sock, sock, "to myself"), sockets.text(sock))
  sock:close()
  sock:close()
  print(sock.is_open)
end
