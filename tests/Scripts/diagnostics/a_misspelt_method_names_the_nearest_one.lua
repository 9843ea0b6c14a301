local sock = ip.udp.socket.new()
sock:open("v4")
sock:recieve_from(byte_span.new(10))
