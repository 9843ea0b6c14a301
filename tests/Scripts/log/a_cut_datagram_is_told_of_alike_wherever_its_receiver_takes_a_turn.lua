-- A receiver that finds its datagrams at once yields now and then, here also before a truncated datagram.
local bound = dofile("../udp/support/sockets.lua").bound
local from, small = bound(), byte_span.new(4)
local function receive_after(whole, receive)
  local to = bound()
  to:connect(from.local_address, from.local_port)
  for _ = 1, whole do from:send_to(small, to.local_address, to.local_port) end
  from:send_to(byte_span.new(10), to.local_address, to.local_port)
  this_fiber.yield()
  for _ = 1, whole + 1 do receive(to) end
end
for whole = 28, 33 do
  receive_after(whole, function(s) assert(s:receive(small) == 4) end)
  receive_after(whole, function(s) s:receive_from(small) end)
end
