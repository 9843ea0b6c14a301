-- After libuv's udp send-unreachable and recvmsg-unreachable-error: an unconnected socket gets no report of a
-- refusal. A connected socket gets one report. Both work afterwards.
local show = dofile("../support/show.lua")
local sockets = dofile("../udp/support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local sock, peer = sockets.bound(family), sockets.bound(family)
  local dead = sockets.dead_port(family)
  for _ = 1, 3 do print(sock:send_to(byte_span.append("ping"), sock.local_address, dead)) end
  sockets.send(peer, sock, "still here")
  print(sockets.text(sock))

  local connected = sockets.bound(family)
  connected:connect(connected.local_address, dead)
  connected:send(byte_span.append("ping"))
  show(connected.receive, connected, byte_span.new(10))
  connected:send(byte_span.append("ping"))
  show(connected.send, connected, byte_span.append("ping"))
  connected:connect(peer.local_address, peer.local_port)
  show(connected.send, connected, byte_span.append("moved"))
  print(sockets.text(peer))
end
