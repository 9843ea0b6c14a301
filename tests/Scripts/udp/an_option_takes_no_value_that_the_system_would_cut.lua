local show = dofile("../support/show.lua")
for _, family in ipairs {"v4", "v6"} do
  local s = ip.udp.socket.new()
  s:open(family)
  for _, case in ipairs {
    {"traffic_class", 300}, {"traffic_class", -1}, {"traffic_class", 1 << 32}, {"unicast_hops", 256},
    {"unicast_hops", (1 << 32) + 5},
    {"multicast_hops", 256}, {"multicast_hops", (1 << 32) + 5}, {"send_buffer_size", -1}, {"receive_buffer_size", -1},
  } do
    local before = s:get_option(case[1])
    show(s.set_option, s, table.unpack(case))
    assert(s:get_option(case[1]) == before)
  end
  s:set_option("traffic_class", 255)
  s:set_option("send_buffer_size", 0)
  s:set_option("receive_buffer_size", 1 << 40) -- as much as the kernel allows
  print(s:get_option("traffic_class"))
end
local s = ip.udp.socket.new()
s:open("v4")
print(select(2, pcall(s.set_option, s, "traffic_class", 300)).detail)
