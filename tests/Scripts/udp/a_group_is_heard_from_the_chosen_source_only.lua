local show, sockets = dofile("../support/show.lua"), dofile("support/sockets.lua")
local group = ip.address.new("232.1.7.9")
local function member(source)
  local s = ip.udp.socket.new()
  s:open("v4")
  s:set_option("reuse_address", true)
  s:bind(group, 0)
  s:set_option("join_multicast_group", group, "lo", source)
  return s
end
local heard = member(ip.address.loopback_v4())
local sender = sockets.bound()
sender:set_option("multicast_interface", "lo")
sender:send_to(byte_span.append("source"), group, heard.local_port)
print(sockets.text(heard))
heard:set_option("leave_multicast_group", group, "lo", ip.address.loopback_v4())
show(heard.set_option, heard, "leave_multicast_group", group, "lo", ip.address.loopback_v4())

local deaf = member(ip.address.new("127.0.0.9")) -- another source
sender:send_to(byte_span.append("not for it"), group, deaf.local_port)
sender:send_to(byte_span.append("by itself"), group, deaf.local_port)
print(deaf:io_control("bytes_readable"))
