-- Calls managed functions in both ways: arg[1] is the number of their upvalues. Fails with an error.
local time = require "time"
local upvalues = 0
while debug.upvalueid(time.sleep, upvalues + 1) do upvalues = upvalues + 1 end
assert(upvalues == tonumber(arg[1]))
local sock, buffer = ip.udp.socket.new(), byte_span.new(8)
sock:open("v4")
sock:bind("127.0.0.1", 0)
local here, port = sock.local_address, sock.local_port

local function expect(symbol, f, ...)
  local ok, e = pcall(f, ...)
  assert(not ok and e.symbol == symbol, tostring(e))
end

local function send(text) assert(sock:send_to(byte_span.append(text), here, port) == #text) end

local function work()
  assert(select("#", time.sleep(0)) == 0 and select("#", this_fiber.yield()) == 0)
  send("12345")
  local n, address, from, more = sock:receive_from(buffer)
  assert(n == 5 and address == here and from == port and more == nil)
  send("123456789")
  assert(select("#", sock:receive_from(buffer)) == 4)
  spawn(send, "later")
  assert(sock:receive(buffer) == 5 and buffer[1] == string.byte "l")
  expect("EINVAL", time.sleep, "soon")
  expect("EINVAL", sock.receive)
  expect("EINVAL", function() return buffer.nothing end)
  expect("ERANGE", function() buffer[9] = 1 end)
  expect("EPERM", table.sort, {2, 1}, function() this_fiber.yield() end)
  expect("ETIMEDOUT", time.with_timeout, 0.001, sock.receive, sock, buffer)
  local fiber = spawn(sock.receive_from, sock, buffer)
  this_fiber.yield()
  sock:cancel()
  expect("ECANCELED", fiber.join, fiber)
  fiber = spawn(function() return time.sleep(60) end)
  this_fiber.yield()
  fiber:interrupt()
  fiber:join()
  assert(fiber.interruption_caught)
  assert(#table.pack(spawn(table.unpack, {}, 1, 1000):join()) == 0)
  assert(select("#", spawn(table.unpack, {}, 1, 1000):join()) == 1000)
end

work()
coroutine.wrap(work)()
coroutine.wrap(function() coroutine.wrap(work)() end)()
for value in coroutine.wrap(function() work() coroutine.yield(1) end) do assert(value == 1) end
coroutine.wrap(time.sleep)(0)
spawn(work):join()
