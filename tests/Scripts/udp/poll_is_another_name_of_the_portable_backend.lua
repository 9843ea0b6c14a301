-- env: MOONWIRE_READINESS=poll
local socket = ip.udp.socket.new()
socket:open("v4")
print(socket:get_option("segmentation_offload"))
print(pcall(socket.set_option, socket, "segmentation_offload", true))
