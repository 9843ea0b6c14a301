-- network: own
-- The routes to groups use the interface near.
local groups = dofile("support/groups.lua")
for _, family in ipairs(groups.families) do
  for _, choice in ipairs {{}, {0}, {ip.address["any_" .. family]()}} do
    local group = groups.new(family)
    local member = groups.member(group, choice[1])
    local send = groups.send_to(group, member)
    send(groups.sender(family, "lo"), "to lo")
    send(groups.sender(family, "far"), "from far")
    local sender = groups.sender(family, "lo")
    sender:set_option("multicast_interface", choice[1] or 0)
    send(sender, "by choice")
    send(sender, "end")
    print(family, type(choice[1]), groups.heard(member))
    member:set_option("leave_multicast_group", group, choice[1])
  end
end
