local native, host = ...
local unknown = host.define(native.__index)

return host.maker("generic_error", host.define(native.codes), function(code)
  return host.new_error("generic", code)
end, function(key)
  return unknown("generic_error", key)
end)
