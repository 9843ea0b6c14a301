-- options: --recorder 2032 --memory-limit 2500000
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
for _ = 1, 3000 do sock:send_to(byte_span.append("x"), "127.0.0.1", sock.local_port) end
local ok, e = pcall(ip.udp.recording)
print(ok, e.code, e)
sock:close()
sock:open("v4")
sock:send_to(byte_span.append("y"), "127.0.0.1", 9)
print(#ip.udp.recording(sock), ip.udp.recording(sock)[1].bytes)
