local sock = ip.udp.socket.new()
sok:open("v4")
