local show = dofile("../support/show.lua")
local sockets = dofile("support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local sock = sockets.bound(family)
  local address = sock.local_address
  sock:connect(address, sockets.dead_port(family))
  sock:send(byte_span.append("anybody?"))
  show(sock.receive, sock, byte_span.new(10))
  local peer = sockets.bound(family)
  sock:connect(address, peer.local_port)
  sockets.send(peer, sock, "here")
  print(sockets.text(sock))
end
