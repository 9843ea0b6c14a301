local show = dofile("../support/show.lua")
local sockets = dofile("support/sockets.lua")
local a, b = sockets.bound(), sockets.bound()
local largest = byte_span.new(65507)
for i = 1, #largest do largest[i] = i % 251 end
print(a:send_to(largest, b.local_address, b.local_port))
local buffer = byte_span.new(100000)
local count = b:receive(buffer)
print(count, buffer:slice(1, count) == largest)
a:connect(b.local_address, b.local_port)
for _, size in ipairs {65508, 65535, 65536, 65537, 1000000} do
  show(a.send_to, a, byte_span.new(size), b.local_address, b.local_port)
  show(a.send, a, byte_span.new(size))
end
