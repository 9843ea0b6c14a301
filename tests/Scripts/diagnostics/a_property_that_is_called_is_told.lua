local sock = ip.udp.socket.new()
sock:open("v4")
print(sock:local_port())
