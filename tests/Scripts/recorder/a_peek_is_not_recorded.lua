-- options: --recorder 256
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local buffer = byte_span.new(3)
sock:send_to(byte_span.append("hello"), "127.0.0.1", sock.local_port)
local peek = ip.message_flag.peek
print(sock:receive(buffer, peek))
print(sock:receive_from(buffer, peek) == 3)
print(sock:receive(buffer))
for _, event in ipairs(ip.udp.recording()) do print(event.kind, event.length, event.bytes, event.cut) end
