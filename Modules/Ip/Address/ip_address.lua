local native, host = ...
local define, mt = host.define, native["ip.address"]

native.set_known(setmetatable({}, {__mode = "v"}))

local properties = {
  is_v4 = define(native.is_v4),
  is_v6 = define(native.is_v6),
}

host.members(mt, {}, properties)
mt.__tostring = define(native.__tostring)
mt.__eq = define(native.__eq)
mt.__lt = define(native.__lt)
mt.__le = define(native.__le)

return {
  new = define(native.new),
  any_v4 = define(native.any_v4),
  any_v6 = define(native.any_v6),
  loopback_v4 = define(native.loopback_v4),
  loopback_v6 = define(native.loopback_v6),
  broadcast_v4 = define(native.broadcast_v4),
}
