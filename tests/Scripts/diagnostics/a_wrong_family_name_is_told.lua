local sock = ip.udp.socket.new()
sock:open("ipv4")
