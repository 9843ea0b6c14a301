-- network: own
local groups = dofile("support/groups.lua")
for _, family in ipairs(groups.families) do
  local group = groups.new(family)
  local member = groups.member(group, "near")
  member:set_option("join_multicast_group", group, "far")
  local send = groups.send_to(group, member)
  local sender = groups.sender(family, "near")
  print(family, sender:get_option("multicast_loop"))
  send(sender, "on")
  sender:set_option("multicast_loop", false)
  print(family, sender:get_option("multicast_loop"))
  send(sender, "off")
  sender:set_option("multicast_loop", true)
  send(sender, "on again")
  send(sender, "end")
  print(family, groups.heard(member))
end
