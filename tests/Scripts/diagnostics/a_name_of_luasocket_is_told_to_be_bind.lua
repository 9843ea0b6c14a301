local sock = ip.udp.socket.new()
sock:open("v4")
sock:setsockname("127.0.0.1", 0)
