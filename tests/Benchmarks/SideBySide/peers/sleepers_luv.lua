-- COUNT coroutines that sleep at the same time.  luajit sleepers_luv.lua COUNT
local uv = require "luv"
local count = tonumber(arg[1] or 100000)
local left = count
local t0 = uv.hrtime()
local function sleeper()
  local co, timer = coroutine.running(), uv.new_timer()
  timer:start(1, 0, function()
    timer:close()
    coroutine.resume(co)
  end)
  coroutine.yield()
  left = left - 1
  if left == 0 then
    print(string.format("sleepers=%d seconds=%.3f", count, (uv.hrtime() - t0) / 1e9))
  end
end
for _ = 1, count do coroutine.wrap(sleeper)() end
uv.run()
