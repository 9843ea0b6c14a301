-- options: --recorder 256
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local buffer = byte_span.new(4)
sock:send_to(byte_span.append("longer than that"), "127.0.0.1", sock.local_port)
sock:receive(buffer)
local large = byte_span.new(1000)
for i = 1, #large do large[i] = i % 256 end
sock:send_to(large, "127.0.0.1", sock.local_port)
sock:receive(large)
for _, event in ipairs(ip.udp.recording(sock)) do
  print(event.kind, event.length, #event.bytes, event.cut, event.bytes:byte(1), event.bytes:byte(-1))
end
