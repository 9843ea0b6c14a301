ip.udp.socket.new():open(4)
