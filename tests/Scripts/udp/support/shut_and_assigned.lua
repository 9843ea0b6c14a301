-- A socket whose receive side is shut down gives its queued datagrams and then 0 bytes, even after it is released and
-- assigned again.
local sockets = dofile("support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local peer, sock = sockets.bound(family), sockets.bound(family)
  sock:connect(peer.local_address, peer.local_port)
  for _, text in ipairs {"first", "", "last"} do sockets.send(peer, sock, text) end
  sock:shutdown("receive")
  print(family, sockets.text(sock), sockets.text(sock), sockets.text(sock))
  local buffer = byte_span.new(10)
  for i = 1, 4 do
    print(i, sock:receive(buffer), sock:receive(buffer, ip.message_flag.peek), (sock:receive_from(buffer)))
    sock:assign(family, sock:release())
    local waiting = spawn(sock.receive, sock, buffer)
    print("assigned", waiting:join())
    if i > 1 then sock:shutdown("receive") end
  end
end
