local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 4000.5)
