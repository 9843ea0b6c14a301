-- Every kind of code resumes and closes Lua's main thread, from the registry, and the main fiber's thread.
local spare -- the variable that setlocal finds where the main fiber waits for a coroutine
local time = require "time"
local threads = {debug.getregistry()[1], (coroutine.running())}
local function abuse()
  for _, thread in ipairs(threads) do
    pcall(coroutine.resume, thread, 1, 2, 3) pcall(coroutine.resume, thread, print)
    pcall(coroutine.close, thread) pcall(coroutine.status, thread)
    pcall(debug.traceback, thread) pcall(debug.setlocal, thread, 1, 1, nil)
  end
end
for _ = 1, 20 do
  abuse()
  spawn(abuse)
  pcall(function() spawn(function() abuse() this_fiber.yield() error {} end):join() end)
  coroutine.wrap(function() abuse() time.sleep(0) end)()
  setmetatable({}, {__gc = abuse})
  collectgarbage()
  time.sleep(0)
end
local buffer, sock = byte_span.new(1000), ip.udp.socket.new()
sock:open("v4")
spawn(function() abuse() collectgarbage() sock:close() end)
pcall(sock.receive_from, sock, buffer)
debug.sethook(threads[1], function() error "from a hook" end, "crl", 1)
spawn(function() for thread in pairs(debug.getregistry()._HOOKKEY) do pcall(coroutine.close, thread) end end)
debug.sethook(function() end, "l")
this_fiber.yield()
debug.sethook()
print("survived")
