-- network: own
local groups = dofile("support/groups.lua")
local buffer = byte_span.new(100)
local function ask(member, group, sender, family)
  sender:send_to(byte_span.append("who?"), group, member.local_port)
  local _, address, port, info = member:receive_with_info(buffer)
  assert(info.destination == group)
  member:send_from(byte_span.append("me"), address, port, info.local_address, info.interface)
  local _, answerer = sender:receive_from(buffer)
  print(info.local_address, answerer)
end
for _, family in ipairs(groups.families) do
  local group = groups.new(family)
  local sender = groups.sender(family, "near")
  sender:bind(groups.near[family], 0)
  ask(groups.member(group, "far"), group, sender, family)
end

-- An IPv4 group on a socket of both families, written as a mapped address.
local group = ip.address.new("::ffff:239.192.8.1")
local member = groups.member(groups.new("v6"), "far")
member:set_option("join_multicast_group", group, "far")
local sender = groups.sender("v6", "near")
sender:bind(ip.address.new("::ffff:10.7.9.1"), 0)
ask(member, group, sender)
member:set_option("leave_multicast_group", group, "far")
local ok, e = pcall(member.set_option, member, "leave_multicast_group", group, "far")
print(ok, e.symbol)
