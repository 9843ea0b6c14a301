local sock = ip.udp.socket.new()
sock:open("v4")
sock:send_to(byte_span.append("x"), "localhost", 9)
