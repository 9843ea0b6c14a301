-- Reads and compares IP addresses.

local type, pcall, getmetatable = type, pcall, debug.getmetatable
local ip = ip

local addresses = {}

-- Returns the ip.address of a value or of a text, or nil.
function addresses.read(value)
  local mt = getmetatable(value)
  if type(value) == "userdata" and type(mt) == "table" and mt.__name == "ip.address" then return value end
  if type(value) ~= "string" then return nil end
  local ok, address = pcall(ip.address.new, value)
  return ok and address or nil
end

local function without_mapping(address)
  return address.is_v6 and address.is_v4_mapped and address:to_v4() or address
end

-- Returns true if both addresses are equal. ::ffff:127.0.0.1 is equal to 127.0.0.1, because a socket for IPv4 and IPv6
-- reports a sender in this form. An expected address without a scope is equal to the address with any scope.
function addresses.equal(expected, actual)
  expected, actual = without_mapping(expected), without_mapping(actual)
  if expected == actual then return true end
  return expected.is_v6 and actual.is_v6 and expected.scope_id == 0 and expected:to_bytes() == actual:to_bytes()
end

return addresses
