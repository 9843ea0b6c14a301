local function serve(port)
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("192.0.2.1", port)
end
local f = spawn(function()
  this_fiber.name = "server"
  serve(4000)
end)
f:join()
