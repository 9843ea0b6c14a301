-- Functions with their own entries, which run for each datagram, get each other's numbers, numbers of other methods,
-- and invalid numbers. Fails with an error.
local exchange = require("moonwire.exchange").number
local function bound()
  local s = ip.udp.socket.new()
  s:open("v4")
  s:bind(ip.address.loopback_v4(), 0)
  return s
end
local socket, buffer, home = bound(), byte_span.new(3), ip.address.loopback_v4()
local numbers = {}
for _, method in pairs(getmetatable(socket).__index) do
  if type(method) == "function" then
    local number = exchange(method, 0)
    exchange(method, number)
    numbers[#numbers + 1] = number
  end
end
for _, method in ipairs {byte_span.new, ip.address.new} do
  local number = exchange(method, 0)
  exchange(method, number)
  numbers[#numbers + 1] = number
end
assert(#numbers > 15)

local none, others = 0, 0
for _, entry in ipairs {socket.receive, socket.receive_from, socket.send_to, socket.close, buffer.slice} do
  local own = exchange(entry, 0)
  for _, number in ipairs {0, -1, 100000, 1 << 32, math.mininteger, math.maxinteger} do
    exchange(entry, number)
    local succeeds, failure = pcall(entry, socket, buffer, home, socket.local_port)
    assert(not succeeds and tostring(failure):find("a function that this program does not have", 1, true), failure)
    none = none + 1
  end
  for _, number in ipairs(numbers) do
    exchange(entry, number)
    pcall(entry)
    pcall(entry, 1, 2, 3, 4)
    pcall(entry, buffer, 1, 2)
    others = others + 1
  end
  exchange(entry, own)
end
assert(none == 30 and others == 5 * #numbers)

-- while a function waits
local waiting = bound()
local waiter = spawn(function() return waiting:receive_from(buffer) end)
this_fiber.yield()
local own = exchange(waiting.receive_from, 0)
socket:send_to(byte_span.append("abc"), home, waiting.local_port)
local n, address, port = waiter:join()
exchange(waiting.receive_from, own)
assert(n == 3 and address == home and port == socket.local_port)
