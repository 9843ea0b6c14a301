-- network: own
local groups = dofile("support/groups.lua")
for _, family in ipairs(groups.families) do
  local group = groups.new(family)
  local member = groups.member(group, "near")
  member:set_option("join_multicast_group", group, "far")
  local send = groups.send_to(group, member)
  local sender = groups.sender(family, "near")
  for _, hops in ipairs {0, 1, 0, 255} do
    sender:set_option("multicast_hops", hops)
    send(sender, sender:get_option("multicast_hops") .. " hops")
  end
  send(sender, "end")
  print(family, groups.heard(member))
end
