-- options: --recorder 256 --timeout 3
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local silent = ip.udp.socket.new()
silent:open("v4")
silent:bind("127.0.0.1", 0)
for _ = 1, 3 do sock:send_to(byte_span.append("anybody?"), "127.0.0.1", silent.local_port) end
sock:receive(byte_span.new(100))
