local show = dofile("../support/show.lua")
local booleans = {"broadcast", "do_not_route", "reuse_address", "reuse_port", "multicast_loop"}
local integers = {multicast_hops = 7, unicast_hops = 9, traffic_class = 0xb8, send_buffer_size = 65536,
  receive_buffer_size = 131072}
for _, family in ipairs {"v4", "v6"} do
  local s = ip.udp.socket.new()
  s:open(family)
  for _, name in ipairs(booleans) do
    s:set_option(name, true)
    local on = s:get_option(name)
    s:set_option(name, false)
    assert(on == true and s:get_option(name) == false, name)
  end
  for name, value in pairs(integers) do
    s:set_option(name, value)
    assert(s:get_option(name) == value, name)
  end
  show(s.set_option, s, "unicast_hops", 300)
  show(s.set_option, s, "v6_only", true)
  show(s.set_option, s, "broadcast", 1)
  show(s.set_option, s, "traffic_class", "7")
  show(s.get_option, s, "join_multicast_group")
  print(s:get_option("debug"))
end
