-- A count hook raises at every instruction of a suspending function, one after the other.
local time = require("time")
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local buffer = byte_span.new(10)
local mutex, condition, future = require("mutex"), require("condition_variable"), require("future")
local promise, value = future.new()
local taken
local waits = {
  function() taken:lock() end, function() value:get() end,
  function() local m = mutex.new() m:lock() condition.new():wait(m) end,
  function() local _ <close> = mutex.new():lock_guard() this_fiber.yield() end,
  function() this_fiber.yield() end, function() time.sleep(0) end, function() sock:receive_from(buffer, 2) end,
  function() spawn(function() end):join() end, function() coroutine.wrap(function() this_fiber.yield() end)() end,
}
sock:send_to(buffer, sock.local_address, sock.local_port)
for _, wait in ipairs(waits) do
  for n = 1, 60 do
    taken = mutex.new()
    taken:lock()
    local fiber = spawn(function()
      local left = n
      pcall(function()
        debug.sethook(function() left = left - 1 if left == 0 then debug.sethook() error("hook") end end, "", 1)
        wait()
      end)
      debug.sethook()
    end)
    this_fiber.yield()
    this_fiber.yield()
    taken:unlock()
    fiber:interrupt()
    pcall(fiber.join, fiber) -- the hook may also raise after the pcall
    collectgarbage()
  end
end
for _ = 1, 10 do this_fiber.yield() collectgarbage() end
print("survived")
