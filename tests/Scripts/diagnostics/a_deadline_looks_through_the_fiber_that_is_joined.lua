local time = require("time")
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local server = spawn(function()
  this_fiber.name = "server"
  sock:receive_from(byte_span.new(100))
end)
time.with_timeout(1, server.join, server)
