-- The end of the program is not a message, so no message handler sees it.
local function handler(m) print("handled", m) return m end
local time = require "time"
local function report(what) return setmetatable({}, {__close = function() print("closed", what) end}) end
spawn(function()
  local _ <close> = report "waiting"
  xpcall(function()
    local _ <close> = report "inner"
    coroutine.wrap(function()
      xpcall(time.sleep, handler, 100)
    end)()
  end, handler)
end)
spawn(function()
  local channel = require "channel".new()
  xpcall(function() xpcall(channel.receive, handler, channel) end, handler)
end)
spawn(function()
  local co = coroutine.create(function() xpcall(time.sleep, handler, 100) end)
  xpcall(function() assert(coroutine.resume(co)) end, handler)
end)
this_fiber.yield()
xpcall(function()
  local _ <close> = report "main"
  xpcall(coroutine.wrap(function() os.exit(3) end), handler)
end, handler)
