-- network: own
local groups = dofile("support/groups.lua")
for _, family in ipairs(groups.families) do
  for _, interface in ipairs {"lo", "near"} do
    local left, kept = groups.new(family), groups.new(family)
    local member = groups.member(left, interface)
    member:set_option("join_multicast_group", kept, interface)
    local sender = groups.sender(family, interface)
    local send_left, send_kept = groups.send_to(left, member), groups.send_to(kept, member)
    send_left(sender, "before")
    member:set_option("leave_multicast_group", left, interface)
    send_left(sender, "after")
    send_kept(sender, "end")
    print(family, groups.heard(member))
  end
end
