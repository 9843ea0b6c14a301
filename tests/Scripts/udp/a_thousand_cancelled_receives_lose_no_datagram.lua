local sockets = dofile("support/sockets.lua")
local a, b = sockets.bound(), sockets.bound()
local buffer = byte_span.new(16)
local cancelled, received = 0, 0
for round = 1, 1000 do
  local f = spawn(function() return pcall(b.receive, b, byte_span.new(16)) end)
  this_fiber.yield()
  if round % 2 == 0 then sockets.send(a, b, "datagram " .. round) end
  b:cancel()
  if round % 2 == 1 then sockets.send(a, b, "datagram " .. round) end
  local ok, e = f:join()
  assert(not ok and e.symbol == "ECANCELED")
  cancelled = cancelled + 1
  local count = b:receive(buffer)
  assert(tostring(buffer:slice(1, count)) == "datagram " .. round)
  received = received + 1
end
print(cancelled, received)
