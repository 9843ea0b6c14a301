-- After libuv's udp send-immediate and Node's close right behind a send: closing loses nothing that was sent.
local sockets = dofile("../udp/support/sockets.lua")
local server = sockets.bound()
local client = ip.udp.socket.new()
client:open("v4")
local buffer = byte_span.append("ping")
sockets.send(client, server, "PING")
client:send_to(buffer, server.local_address, server.local_port)
buffer:fill(0) -- the buffer is the script's again
client:close()
print(sockets.text(server), sockets.text(server), client.is_open)
