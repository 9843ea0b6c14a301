local sockets = dofile("support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local server, client = sockets.bound(family), ip.udp.socket.new()
  client:connect(server.local_address, server.local_port)
  print(client.is_open, client.remote_address, client.remote_port == server.local_port, client.local_address)
  server:connect(client.local_address, client.local_port)
  print(client:send(byte_span.append("ping")), sockets.text(server))
  print(server:send(byte_span.append("pong")), sockets.text(client))
end
