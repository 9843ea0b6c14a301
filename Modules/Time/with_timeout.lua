local native, host = ...
local enter, mt, select = host.define(native.with_timeout), native.deadline, select

mt.__close = host.define(native.disarm)

-- The function is called as a value without a name, because Lua would tell the name of ours in its messages.
return function(seconds, ...)
  local _ <close> = enter(seconds, (...))
  return (...)(select(2, ...))
end
