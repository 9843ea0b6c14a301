-- After libuv's udp connect and connect6, and Node's dgram connect-send tests.
local show = dofile("../support/show.lua")
local sockets = dofile("../udp/support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local server, other, client = sockets.bound(family), sockets.bound(family), ip.udp.socket.new()
  client:open(family)
  show(client.send, client, byte_span.append("nowhere"))
  client:connect(server.local_address, server.local_port)
  for i = 1, 3 do print(client:send(byte_span.append(("x"):rep(i)))) end
  for i = 1, 3 do assert(sockets.text(server) == ("x"):rep(i)) end
  client:send(byte_span.append("a message of parts"):slice(3, 9))
  print(sockets.text(server))
  -- The client may still send to another endpoint, but hears nothing from it.
  print(sockets.send(client, other, "aside"), sockets.text(other))
  sockets.send(other, client, "unheard")
  sockets.send(server, client, "heard")
  print(sockets.text(client))
  -- A second connect changes the peer.
  client:connect(other.local_address, other.local_port)
  print(client.remote_port == other.local_port, client:send(byte_span.append("moved")), sockets.text(other))
end
