local native, host = ...
local define, yield, check, TOKEN = host.define, host.yield, host.check, host.TOKEN
local get, outcome, set_value = native.get, native.outcome, native.set_value
local error, pass_end, select, unpack = error, host.pass_end, select, table.unpack

host.members(native.future, {
  get = function(self)
    local err = get(self)
    if err == true then err = yield(TOKEN) end
    if err then
      pass_end(err)
      error(err, 0)
    end
    local _, count, value = outcome(self)
    if count == 1 then return value end
    if count == 0 then error(value, 0) end
    return unpack(value, 1, count)
  end,
}, {})

host.members(native.promise, {
  -- Several values are passed as a table.
  set_value = function(self, value, ...)
    local more = select("#", ...)
    if more > 0 then value = {value, ...} end
    local err = set_value(self, value, more + 1)
    if err then
      pass_end(err)
      error(err, 0)
    end
  end,
  set_error = define(native.set_error),
}, {})

return {new = function() return check(native.new()) end}
