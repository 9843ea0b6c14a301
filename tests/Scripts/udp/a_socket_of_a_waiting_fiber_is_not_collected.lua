local sockets = dofile("support/sockets.lua")
local port, f
do
  local sock = sockets.bound()
  port = sock.local_port
  f = spawn(function() return sockets.text(sock) end)
end
this_fiber.yield()
for _ = 1, 3 do collectgarbage() end
local sender = sockets.bound()
sender:send_to(byte_span.append("still there"), sender.local_address, port)
print(f:join())
