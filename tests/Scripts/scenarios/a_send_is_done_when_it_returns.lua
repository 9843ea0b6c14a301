-- After libuv's udp send-immediate and Node's close right after a send: closing loses no datagram that was sent.
local sockets = dofile("../udp/support/sockets.lua")
local server = sockets.bound()
local client = ip.udp.socket.new()
client:open("v4")
local buffer = byte_span.append("ping")
sockets.send(client, server, "PING")
client:send_to(buffer, server.local_address, server.local_port)
buffer:fill(0) -- the script may reuse the buffer
client:close()
print(sockets.text(server), sockets.text(server), client.is_open)
