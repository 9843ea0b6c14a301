local sock = ip.udp.socket.new()
sock:open("v4")
sock:send_to(byte_span.new(70000), ip.address.loopback_v4(), 9)
