local sock = ip.udp.socket.new()
sock:bind("127.0.0.1", 0)
