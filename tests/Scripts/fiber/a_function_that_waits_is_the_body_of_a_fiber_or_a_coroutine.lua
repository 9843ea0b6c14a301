local time, mutex, future = require "time", require "mutex", require "future"
local sock, buffer = ip.udp.socket.new(), byte_span.new(8)
sock:open("v4")
sock:bind("127.0.0.1", 0)
local here, port = sock.local_address, sock.local_port

-- Fibers.
print(spawn(time.sleep, 0):join())
local receiver = spawn(sock.receive_from, sock, buffer)
this_fiber.yield()
sock:send_to(byte_span.append("12345678"), here, port)
local n, address, from = receiver:join()
print(n, address == here, from == port, buffer)
receiver = spawn(sock.receive, sock, buffer)
this_fiber.yield()
receiver:interrupt()
print(receiver:join(), receiver.interruption_caught)
receiver = spawn(sock.receive, sock, buffer)
this_fiber.yield()
sock:cancel()
local ok, e = pcall(receiver.join, receiver)
print(ok, e.symbol, e.operation)
ok, e = pcall(function() spawn(time.sleep, "soon"):join() end)
print(ok, e.symbol, e.arg, e.operation)

-- Coroutines, and coroutines in them.
print(select("#", coroutine.wrap(time.sleep)(0)), coroutine.resume(coroutine.create(this_fiber.yield)))
sock:send_to(byte_span.append("abc"), here, port)
print(select("#", coroutine.wrap(sock.receive_from)(sock, buffer)), buffer[1])
ok, e = pcall(time.with_timeout, 0.001, function()
  coroutine.wrap(function() coroutine.wrap(sock.receive)(sock, buffer) end)()
end)
print(ok, e.symbol)
local co = coroutine.create(sock.receive)
local waits = spawn(coroutine.resume, co, sock, buffer)
this_fiber.yield()
print(coroutine.status(co), pcall(coroutine.close, co))
sock:cancel()
local resumed, failure = waits:join()
print(resumed, failure.symbol, coroutine.status(co), coroutine.close(co) == false)

-- Iterators, metamethods and tail calls.
for _ in time.sleep, 0 do end
print(rawequal(setmetatable({}, {__index = function(_, key) return (coroutine.wrap(this_fiber.yield)()) end}).x, nil))
print(pcall(function() return setmetatable({}, {__index = time.sleep}).x end))
print((function(...) return select("#", time.sleep(...)) end)(0, "more"))
print((function(...) return time.sleep(...) end)(0))
sock:send_to(byte_span.append("tail"), here, port)
print(#table.pack((function(...) return sock:receive_from(...) end)(buffer)))
do
  local _ <close> = setmetatable({}, {__close = function() time.sleep(0) print("closed") end})
end
local m = mutex.new()
m:lock()
local other = spawn(m.lock, m)
this_fiber.yield()
m:unlock()
print(select("#", other:join()))
