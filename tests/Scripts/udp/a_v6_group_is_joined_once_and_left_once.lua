local show = dofile("../support/show.lua")
local group = ip.address.new("ff02::7:9")
for _, interface in ipairs {"lo", 1, ip.address.loopback_v6()} do
  local member = ip.udp.socket.new()
  member:open("v6")
  member:set_option("multicast_interface", interface)
  member:set_option("join_multicast_group", group, interface)
  show(member.set_option, member, "join_multicast_group", group, interface)
  member:set_option("leave_multicast_group", group, interface)
  show(member.set_option, member, "leave_multicast_group", group, interface)
end
