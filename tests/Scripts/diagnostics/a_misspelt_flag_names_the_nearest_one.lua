local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
sock:receive(byte_span.new(1), ip.message_flag.peak)
