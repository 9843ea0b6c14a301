local show = dofile("../support/show.lua")
local a = ip.address.new("fe80::1")
for _, scope in ipairs {-1, 1 << 32, 1.5, "1", "lo", true, {}} do
  show(function() a.scope_id = scope end)
end
show(function() a.scope_id = nil end)
a.scope_id = 3.0
print(a.scope_id)
