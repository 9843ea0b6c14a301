-- network: own
local groups = dofile("support/groups.lua")
local group = groups.new("v4")
local mapped = ip.address.new("::ffff:" .. tostring(group))
local near, far = groups.member(group, "near"), groups.member(group, "far")
local send = groups.send_to(mapped, near, far)
local sender = groups.sender("v6", "far")
send(sender, "by far")
sender:set_option("multicast_interface", "near")
sender:set_option("multicast_loop", false)
send(sender, "looped off") -- is not heard on the interface on which it is sent
sender:set_option("multicast_loop", true)
sender:set_option("multicast_hops", 0)
send(sender, "no hop") -- does not leave the machine
sender:set_option("multicast_hops", 1)
send(sender, "end")
print("near:", groups.heard(near))
print("far:", groups.heard(far))
