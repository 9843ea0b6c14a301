local sock = ip.udp.socket.new()
local show = dofile("../support/show.lua")
show(sock.set_option, sock, "segmentation_offload", false)
sock:open("v4")
local default = sock:get_option("segmentation_offload") -- false where the system has no such thing
sock:set_option("segmentation_offload", false)
print(type(default), sock:get_option("segmentation_offload"))
show(sock.set_option, sock, "segmentation_offload", 1)
if default then sock:set_option("segmentation_offload", true) end
print(sock:get_option("segmentation_offload") == default)
show(sock.set_option, sock, "segmentation_ofload", true)

-- A closed socket that is opened again has the default again.
sock:set_option("segmentation_offload", false)
sock:close()
sock:open("v4")
print(sock:get_option("segmentation_offload") == default)
