local sock = ip.tcp.socket.new()
