local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("192.0.2.1", 5000)
