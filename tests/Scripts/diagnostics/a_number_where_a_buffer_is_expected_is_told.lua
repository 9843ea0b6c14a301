local sock = ip.udp.socket.new()
sock:open("v4")
sock:receive_from(512)
