local native, host = ...
local define, mt = host.define, native["system.signal.set"]

local methods = {
  wait = define(native.wait),
  add = define(native.add),
  remove = define(native.remove),
  clear = define(native.clear),
  cancel = define(native.cancel),
  close = define(native.close),
}
host.members(mt, methods, {})
mt.__tostring = define(native.__tostring)
mt.__close = methods.close

local signal = {
  raise = define(native.raise),
  ignore = define(native.ignore),
  default = define(native.default),
  set = {new = define(native.new)},
}
for name, value in pairs(native) do
  if type(value) == "number" then signal[name] = value end
end
return signal
