-- The deadline passes at once, but a datagram that has arrived is received, whatever the receives before it found.
local time = require "time"
local loopback = ip.address.loopback_v4()

local function open()
  local sock = ip.udp.socket.new()
  sock:open(loopback)
  sock:bind(loopback, 0)
  return sock
end

local a, b = open(), open()
local buffer, datagram = byte_span.new(10), byte_span.append("x")
local missed = 0
local function receive(seconds) return pcall(time.with_timeout, seconds, a.receive_from, a, buffer) end
for i = 1, 200 do
  for _ = 1, i % 5 do receive(0.001) end
  b:send_to(datagram, loopback, a.local_port)
  if not receive(0) then
    missed = missed + 1
    a:receive_from(buffer)
  end
end
print(missed)

-- A deadline that passes while the fiber does not run.
b:send_to(datagram, loopback, a.local_port)
local fiber = spawn(function() return receive(0.001) end)
this_fiber.yield()
local start = os.clock()
while os.clock() - start < 0.01 do end
print((fiber:join()))

-- Fibers get datagrams in the order in which they began to wait.
local first = spawn(function() a:receive_from(buffer) return "first" end)
this_fiber.yield()
local second = spawn(function() return receive(0) end)
b:send_to(datagram, loopback, a.local_port)
print(first:join(), (second:join()))
