local sock = ip.udp.socket.new()
local show = dofile("../support/show.lua")
show(sock.set_option, sock, "segmentation_offload", true)
sock:open("v4")
print("at first", sock:get_option("segmentation_offload"))
local there = pcall(sock.set_option, sock, "segmentation_offload", true) -- the portable backend has no batches
print("set", sock:get_option("segmentation_offload") == there)
sock:set_option("segmentation_offload", false)
print("taken back", sock:get_option("segmentation_offload"))
show(sock.set_option, sock, "segmentation_offload", 1)
show(sock.set_option, sock, "segmentation_ofload", true)

-- A closed socket that is opened again has the default value again.
pcall(sock.set_option, sock, "segmentation_offload", true)
sock:close()
sock:open("v4")
print("opened again", sock:get_option("segmentation_offload"))
