-- network: own
local groups = dofile("support/groups.lua")
for _, family in ipairs(groups.families) do
  for _, interface in ipairs {"near", groups.near.v6.scope_id, groups.near[family]} do
    local group = groups.new(family)
    local member = groups.member(group, interface)
    local send = groups.send_to(group, member)
    send(groups.sender(family, "lo"), "to lo")
    send(groups.sender(family, "far"), "from far")
    send(groups.sender(family, "near"), "end")
    print(family, type(interface), groups.heard(member))
  end
end
