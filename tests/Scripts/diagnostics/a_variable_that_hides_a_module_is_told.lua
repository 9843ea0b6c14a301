local ip = "127.0.0.1"
local s = ip.udp.socket.new()
