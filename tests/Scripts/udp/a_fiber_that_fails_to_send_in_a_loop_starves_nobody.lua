local time = require("time")
local sock = dofile("support/sockets.lua").bound()
local stop, buffer, loopback = false, byte_span.new(1), ip.address.loopback_v4()
spawn(function() time.sleep(0.01) stop = true end)
while not stop do pcall(sock.send_to, sock, buffer, loopback, 0) end
print("stopped")
