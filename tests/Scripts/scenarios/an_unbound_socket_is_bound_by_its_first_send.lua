-- After Node's dgram implicit-bind: the socket keeps the port of its first send.
local sockets = dofile("../udp/support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local server, sock = sockets.bound(family), ip.udp.socket.new()
  sock:open(family)
  assert(sock.local_port == 0)
  local buffer, ports = byte_span.new(10), {}
  for i = 1, 3 do
    sockets.send(sock, server, "hello")
    local _, address, port = server:receive_from(buffer)
    ports[port] = true
    server:send_to(byte_span.append("answer " .. i), address, port)
    print(sockets.text(sock))
  end
  print(next(ports) == sock.local_port, next(ports, sock.local_port))
end
