local sock = ip.udp.socket.new()
sock:open("v4")
sock:setMulticastTTL(3)
