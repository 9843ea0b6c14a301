local native, host = ...
local define, yield, TOKEN, mt = host.define, host.yield, host.TOKEN, native.fiber
local join, error = native.join, error

local function joined(ok, ...)
  if ok then return ... end
  error((...), 0)
end

local function outcome(err, ...)
  if err then error(err, 0) end
  return joined(...)
end

local function wait(err, ...)
  if err == true then return outcome(yield(TOKEN)) end
  return outcome(err, ...)
end

host.members(mt, {
  join = function(self) return wait(join(self)) end,
}, {})

spawn = define(native.spawn)
this_fiber = {yield = define(native.yield)}
