-- Two coroutines that take turns through a queue, COUNT yields in all.  luajit yields_luv.lua COUNT
local uv = require "luv"
local count = tonumber(arg[1] or 1000000)
local ready, first, last = {}, 1, 0
local function post(co) last = last + 1 ready[last] = co end
local function turns()
  local co = coroutine.running()
  for _ = 1, count / 2 do
    post(co)
    coroutine.yield()
  end
end
local idle = uv.new_idle()
local t0 = uv.hrtime()
idle:start(function() -- one round of the ready coroutines for each turn of uv's loop, as moonwire runs 64
  for _ = 1, 64 do
    local co = ready[first]
    if not co then
      idle:close()
      return print(string.format("yields=%d seconds=%.3f", count, (uv.hrtime() - t0) / 1e9))
    end
    ready[first] = nil
    first = first + 1
    coroutine.resume(co)
  end
end)
post(coroutine.create(turns))
post(coroutine.create(turns))
uv.run()
