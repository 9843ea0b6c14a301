local sock = ip.udp.socket.new()
sock:open("v4")
local data, addr = sock:recvfrom(1024)
