-- network: own
local groups = dofile("support/groups.lua")
for _, family in ipairs(groups.families) do
  for _, interface in ipairs {"near", groups.near.v6.scope_id, groups.near[family]} do
    local group = groups.new(family)
    local of_near = groups.member(group, interface, groups.near[family])
    local of_far = groups.member(group, interface, groups.far[family])
    local send = groups.send_to(group, of_near, of_far)
    local near, far = groups.sender(family, "near"), groups.sender(family, "far")
    near:bind(groups.near[family], 0)
    far:bind(groups.far[family], 0)
    send(near, "from near")
    send(far, "from far")
    send(near, "end")
    send(far, "end")
    print(family, type(interface), groups.heard(of_near), groups.heard(of_far))

    of_near:set_option("leave_multicast_group", group, interface, groups.near[family])
    of_near:set_option("join_multicast_group", group, interface, groups.far[family])
    send(near, "near again")
    send(far, "far again")
    send(far, "end")
    print(family, type(interface), groups.heard(of_near))
  end
end
