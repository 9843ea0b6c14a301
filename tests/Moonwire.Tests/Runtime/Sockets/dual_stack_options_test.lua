local kernel = require "moonwire.kernel_options"
local IP, IPV6 = 0, 41
local options = { -- name, value, and the option's numbers for IPv4 and IPv6
  {"unicast_hops", 7, 2, 16}, {"traffic_class", 184, 1, 67}, {"multicast_hops", 9, 33, 18},
  {"multicast_loop", false, 34, 19},
  {"receive_errors", true, 11, 25},
}
local function number(value) return value == true and 1 or value or 0 end
local function socket(family, v6_only)
  local s = ip.udp.socket.new()
  s:open(family)
  if v6_only then s:set_option("v6_only", true) end
  return s
end
for _, option in ipairs(options) do
  local name, value, v4, v6 = table.unpack(option)
  local s = socket("v6")
  s:set_option(name, value)
  assert(s:get_option(name) == value, name)
  local fd = s:release()
  assert(kernel.get(tostring(fd), IPV6, v6) == number(value), name)
  assert(kernel.get(tostring(fd), IP, v4) == number(value), name)
  local only = socket("v6", true)
  only:set_option(name, value)
  assert(only:get_option(name) == value and kernel.get(tostring(only:release()), IPV6, v6) == number(value), name)
  local other = socket("v4")
  other:set_option(name, value)
  assert(other:get_option(name) == value and kernel.get(tostring(other:release()), IP, v4) == number(value), name)
end

local s = socket("v6")
s:set_option("multicast_interface", 1)
assert(kernel.get(tostring(s:release()), IPV6, 17) == 1)

-- IPv4 does not allow 0 hops. A dual-stack socket refuses them and keeps its value. An IPv6-only socket accepts them.
s = socket("v6")
s:set_option("unicast_hops", 5)
local ok, e = pcall(s.set_option, s, "unicast_hops", 0)
assert(not ok and e.symbol == "EINVAL" and s:get_option("unicast_hops") == 5)
local fd = s:release()
assert(kernel.get(tostring(fd), IP, 2) == 5 and kernel.get(tostring(fd), IPV6, 16) == 5)
s = socket("v6", true)
s:set_option("unicast_hops", 0)
assert(s:get_option("unicast_hops") == 0)
