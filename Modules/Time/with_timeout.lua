local native, host = ...
local enter, mt = host.define(native.with_timeout), native.deadline

mt.__close = host.define(native.leave)

return function(seconds, f, ...)
  local _ <close> = enter(seconds, f)
  return f(...)
end
