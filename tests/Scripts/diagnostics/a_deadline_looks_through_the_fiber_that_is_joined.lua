local time = require("time")
local sock <close> = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local server = spawn(function()
  this_fiber.name = "server"
  pcall(sock.receive_from, sock, byte_span.new(100)) -- closed by the main fiber
end)
time.with_timeout(3, server.join, server)
