local native, host = ...
local define, yield, TOKEN = host.define, host.yield, host.TOKEN
local get, take, check, error = native.get, native.take, host.check, error

local function outcome(err, ok, ...)
  if err then error(err, 0) end
  if ok then return ... end
  error((...), 0)
end

local function wait(self, err, ...)
  if err ~= true then return outcome(err, ...) end
  err = yield(TOKEN)
  if err then error(err, 0) end
  return outcome(take(self))
end

host.members(native.future, {
  get = function(self) return wait(self, get(self)) end,
}, {})

host.members(native.promise, {
  set_value = define(native.set_value),
  set_error = define(native.set_error),
}, {})

return {new = function() return check(native.new()) end}
