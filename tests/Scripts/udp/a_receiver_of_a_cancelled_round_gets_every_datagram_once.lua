-- Cancels race with datagrams that the loop may already have seen. Each datagram goes to exactly one receiver.
local sockets = dofile("support/sockets.lua")
local a, b = sockets.bound(), sockets.bound()
local seen, rounds, last = {}, 1000, 0
local receiver = spawn(function()
  local buffer = byte_span.new(16)
  while last < rounds do
    local ok, count = pcall(b.receive, b, buffer)
    if ok then
      local n = tonumber(tostring(buffer:slice(1, count)))
      assert(n == last + 1, "lost or out of order")
      last = n
    else
      assert(count.symbol == "ECANCELED")
    end
  end
end)
local canceller = spawn(function() while last < rounds do b:cancel() this_fiber.yield() end end)
for i = 1, rounds do
  sockets.send(a, b, tostring(i))
  while i - last > 20 do this_fiber.yield() end
end
receiver:join()
canceller:join()
print(last)
