-- network: own
local groups = dofile("support/groups.lua")
for _, family in ipairs(groups.families) do
  for _, interface in ipairs {"lo", 1, groups.loopback[family]} do
    local group = groups.new(family)
    local member = groups.member(group, interface)
    local send = groups.send_to(group, member)
    send(groups.sender(family, "near"), "to far")
    send(groups.sender(family, interface), "to itself")
    send(groups.sender(family, "lo"), "end")
    print(family, type(interface), groups.heard(member))
  end
end
