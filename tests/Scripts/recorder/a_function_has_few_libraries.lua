-- options: --recorder 256 --redact support/names.lua
local sock = ip.udp.socket.new()
sock:open("v4")
sock:send_to(byte_span.new(400), "127.0.0.1", 9)
print((ip.udp.recording()[1].bytes:gsub(" +$", "")))
