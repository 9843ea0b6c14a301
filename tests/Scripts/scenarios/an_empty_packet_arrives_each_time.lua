-- After Node's dgram send-empty-packet and send-empty-array: an empty datagram is a datagram like any other.
local sockets = dofile("../udp/support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local sock = sockets.bound(family)
  local buffer = byte_span.append("untouched")
  local receiver = spawn(function()
    for i = 1, 3 do
      local count, _, port = sock:receive_from(buffer)
      print(i, count, port == sock.local_port)
    end
  end)
  for _ = 1, 3 do
    this_fiber.yield()
    sockets.send(sock, sock, "")
  end
  receiver:join()
  print(buffer)
end
