-- options: --recorder 256
print(pcall(ip.udp.recording, 1))
print(pcall(ip.udp.recording, {}))
print(pcall(ip.udp.recording, byte_span.new(1)))
print(#ip.udp.recording(nil), #ip.udp.recording(ip.udp.socket.new()))
