local sock = ip.udp.socket.new()
sock:open("v4")
sock:send_to(byte_span.new(65508), ip.address.loopback_v4(), 9)
