local native, host = ...
local define, mt = host.define, native["ip.network"]
local next_address, next_host = define(native.next_address), define(native.next_host)

-- Returns an iterator over a network. `following(network[, address])` returns the next address, or nil at the end.
local function iterator(following, network, address)
  return function()
    local current = address
    if current then address = following(network, current) end
    return current
  end
end

host.members(mt, {
  contains = define(native.contains),
  addresses = function(self)
    local first = next_address(self)
    return iterator(next_address, self, first)
  end,
  hosts = function(self)
    local first = next_host(self)
    return iterator(next_host, self, first)
  end,
}, {
  first = define(native.first),
  last = define(native.last),
  netmask = define(native.netmask),
  prefix = define(native.prefix),
})
mt.__tostring, mt.__eq = define(native.__tostring), define(native.__eq)

return {new = define(native.new)}
