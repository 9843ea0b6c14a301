-- network: own
local groups = dofile("support/groups.lua")
local member = groups.member(ip.address.new("ff02::7:9%far"))
local send = groups.send_to(ip.address.new("ff02::7:9"), member)
send(groups.sender("v6", "lo"), "to lo")
send(groups.sender("v6", "far"), "from far")
send(groups.sender("v6", "near"), "from near")
send(groups.sender("v6", "far"), "end")
print(groups.heard(member))

-- The scope of a destination is the interface on which the datagram is sent.
local sender = ip.udp.socket.new()
sender:open("v6")
for _, text in ipairs {"by scope", "end"} do
  sender:send_to(byte_span.append(text), ip.address.new("ff02::7:9%near"), member.local_port)
end
print(groups.heard(member))
