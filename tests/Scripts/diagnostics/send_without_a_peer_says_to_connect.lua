local sock = ip.udp.socket.new()
sock:open("v4")
sock:send(byte_span.append("x"))
