local show = dofile("../support/show.lua")
local a = ip.address.new("192.0.2.1")
for _, name in ipairs {
  "is_link_local", "is_site_local", "is_v4_mapped", "is_multicast_node_local", "is_multicast_link_local",
  "is_multicast_site_local", "is_multicast_org_local", "is_multicast_global", "scope_id",
} do show(function() return a[name] end) end
show(function() a.scope_id = 1 end)
