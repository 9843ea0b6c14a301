-- env: MOONWIRE_READINESS=portable
-- Two sockets of one open file: both are reported as ready, and one finds nothing.
local sockets = dofile("support/sockets.lua")
local original = sockets.bound()
local address, port = original.local_address, original.local_port
local sender = sockets.bound()
local descriptor = original:release()
local twins, waiting = {}, {}
for i = 1, 2 do
  twins[i] = ip.udp.socket.new()
  twins[i]:assign("v4", descriptor:dup())
end
local looker = ip.udp.socket.new()
looker:assign("v4", descriptor)

local got = {}
for i = 1, 2 do
  waiting[i] = spawn(function()
    local ok, text = pcall(sockets.text, twins[i])
    got[#got + 1] = ok and text or text.symbol
  end)
end
this_fiber.yield()
sender:send_to(byte_span.append("for one of them"), address, port)
while #got == 0 do this_fiber.yield() end
print(got[1])

for i = 1, 2 do twins[i]:cancel() end
while #got < 2 do this_fiber.yield() end
print(got[2])
sender:send_to(byte_span.append("kept"), address, port)
-- Gives time to a receive that might take the datagram although nobody waits.
for _ = 1, 20000 do
  if looker:io_control("bytes_readable") == 0 then break end
  this_fiber.yield()
end
print(looker:io_control("bytes_readable"))

local heir = ip.udp.socket.new()
heir:assign("v4", twins[1]:release())
twins[2]:release():close()
print(looker:io_control("bytes_readable") > 0 and sockets.text(heir))
