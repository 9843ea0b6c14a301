local sockets = dofile("support/sockets.lua")
local lo, buffer = ip.address.loopback_v4(), byte_span.new(8)
for _, family in ipairs {"v4", "v6"} do
  for _, assigned in ipairs {false, true} do
    local s, stranger, peer = sockets.bound(family), sockets.bound(family), sockets.bound(family)
    sockets.send(stranger, s, "stranger")
    s:connect(peer.local_address, peer.local_port)
    if assigned then
      local fd = s:release()
      s = ip.udp.socket.new()
      s:assign(family, fd)
    end
    local _, address, port = s:receive_from(buffer)
    assert(address == stranger.local_address and port == stranger.local_port and tostring(buffer) == "stranger")
    sockets.send(stranger, s, "unheard")
    sockets.send(peer, s, "peer")
    assert(select(3, s:receive_from(buffer)) == peer.local_port)
  end
end
print("told")
