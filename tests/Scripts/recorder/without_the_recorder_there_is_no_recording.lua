-- options: --recorder 0
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
sock:send_to(byte_span.append("x"), "127.0.0.1", sock.local_port)
print(sock:receive(byte_span.new(1)), #ip.udp.recording(), #ip.udp.recording(sock))
error("no datagrams follow")
