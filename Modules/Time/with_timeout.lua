local native, host = ...
local enter, mt, select = host.define(native.with_timeout), native.deadline, select

mt.__close = host.define(native.disarm)

-- The function is called as an unnamed value, because Lua's messages would otherwise contain the name of our variable.
return function(seconds, ...)
  local _ <close> = enter(seconds, (...))
  return (...)(select(2, ...))
end
