-- The functions are shown as C functions, which they are only with the shortcuts.
-- env: MOONWIRE_DISABLE=
-- Errors raised at once, after a wait, and in a coroutine: the handler finds the function, and no internals of raising.
local time = require "time"
local sock, buffer = ip.udp.socket.new(), byte_span.new(8)
sock:open("v4")
sock:bind("127.0.0.1", 0)
local function handler(e)
  local level = 0
  while debug.getinfo(level, "l") do
    for i = -5, 10 do
      local _, value = debug.getlocal(level, i)
      assert(type(value) ~= "userdata" or value == sock or value == buffer)
    end
    level = level + 1
  end
  return (debug.traceback(e.symbol):gsub("%[C%]: in function 'xpcall'.*", "..."))
end
print(select(2, xpcall(function() local _ = time.sleep("soon") end, handler)))
print(select(2, xpcall(function() local _ = buffer[9] end, handler)))
local function receive() local _ = sock:receive(buffer) end
local fiber = spawn(xpcall, receive, handler)
this_fiber.yield()
sock:cancel()
print(select(2, fiber:join()))
fiber = spawn(function() return coroutine.wrap(xpcall)(receive, handler) end)
this_fiber.yield()
sock:cancel()
print(select(2, fiber:join()))
fiber = spawn(xpcall, sock.receive, handler, sock, buffer)
this_fiber.yield()
sock:cancel()
print(select(2, fiber:join()))
local co = coroutine.create(receive)
fiber = spawn(coroutine.resume, co)
this_fiber.yield()
print(debug.traceback(co))
print(debug.getinfo(co, 0, "n").name, debug.getinfo(co, 1, "S").what, debug.getlocal(co, 1, 1))
sock:cancel()
fiber:join()
