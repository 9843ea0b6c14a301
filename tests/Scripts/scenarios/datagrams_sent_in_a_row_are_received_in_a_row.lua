-- After libuv's udp recv-in-a-row and CPython's receive of many sizes: every datagram arrives whole, in order.
local sockets = dofile("../udp/support/sockets.lua")
local a, b = sockets.bound(), sockets.bound()
local sizes = {0, 1, 2, 255, 256, 1023, 1024, 1472, 1473, 8192, 0, 20000}
for i, size in ipairs(sizes) do sockets.send(a, b, string.char(64 + i):rep(size)) end
local buffer = byte_span.new(65507)
for i, size in ipairs(sizes) do
  local count, address, port = b:receive_from(buffer)
  assert(count == size and port == a.local_port and address == a.local_address)
  assert(tostring(buffer:slice(1, count)) == string.char(64 + i):rep(size))
end
-- A hundred small datagrams to a waiting fiber.
local receiver = spawn(function() for i = 1, 100 do assert(sockets.text(b) == "number " .. i) end end)
this_fiber.yield()
for i = 1, 100 do sockets.send(a, b, "number " .. i) end
receiver:join()
print("all in order")
