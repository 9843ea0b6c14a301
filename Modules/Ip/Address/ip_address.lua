local native, host = ...
local define, mt = host.define, native["ip.address"]

native.set_known(setmetatable({}, {__mode = "v"}), setmetatable({}, {__mode = "v"}))

local methods = {
  to_v4 = define(native.to_v4),
  to_v6 = define(native.to_v6),
  to_bytes = define(native.to_bytes),
}

local properties = {
  is_loopback = define(native.is_loopback),
  is_multicast = define(native.is_multicast),
  is_unspecified = define(native.is_unspecified),
  is_v4 = define(native.is_v4),
  is_v6 = define(native.is_v6),
  is_link_local = define(native.is_link_local),
  is_site_local = define(native.is_site_local),
  is_v4_mapped = define(native.is_v4_mapped),
  is_multicast_node_local = define(native.is_multicast_node_local),
  is_multicast_link_local = define(native.is_multicast_link_local),
  is_multicast_site_local = define(native.is_multicast_site_local),
  is_multicast_org_local = define(native.is_multicast_org_local),
  is_multicast_global = define(native.is_multicast_global),
  scope_id = define(native.scope_id),
}

host.members(mt, methods, properties)
mt.__tostring = define(native.__tostring)
mt.__eq = define(native.__eq)
mt.__lt = define(native.__lt)
mt.__le = define(native.__le)

local refuse, set_scope = mt.__newindex, define(native.__newindex)
function mt.__newindex(self, key, value)
  if key ~= "scope_id" then refuse(self, key) end
  set_scope(self, key, value)
end

return {
  new = define(native.new),
  from_bytes = define(native.from_bytes),
  any_v4 = define(native.any_v4),
  any_v6 = define(native.any_v6),
  loopback_v4 = define(native.loopback_v4),
  loopback_v6 = define(native.loopback_v6),
  broadcast_v4 = define(native.broadcast_v4),
}
