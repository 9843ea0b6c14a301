-- A datagram that is too long is refused by its send, once, with and without receive_errors.
local sockets, time = dofile("support/sockets.lua"), require "time"
for _, family in ipairs {"v4", "v6"} do
  local s, long = sockets.bound(family), byte_span.new(66000)
  s:set_option("receive_errors", true)
  for _ = 1, 3 do print(select(2, pcall(s.send_to, s, long, s.local_address, 9)).symbol) end
  local dead = sockets.dead_port(family)
  s:send_to(byte_span.append("x"), s.local_address, dead)
  local _, e = pcall(time.with_timeout, 10, s.receive, s, long)
  print(e.symbol, e.port == dead)
  pcall(s.send_to, s, long, s.local_address, 9)
  local waiting = spawn(function() return sockets.text(s) end)
  this_fiber.yield()
  pcall(s.send_to, s, long, s.local_address, 9)
  sockets.send(s, s, "lives on")
  print(waiting:join())
end
