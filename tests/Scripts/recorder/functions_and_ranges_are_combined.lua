-- options: --recorder 256 --redact 0+1 --redact support/hide_tokens.lua --redact support/loud.lua --redact 20+2
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
sock:send_to(byte_span.append("token=abc and others"), "127.0.0.1", sock.local_port)
sock:send_to(byte_span.append("token=abc and others that end"), "127.0.0.1", sock.local_port)
for _, event in ipairs(ip.udp.recording()) do print((event.bytes:gsub("%z", "0"))) end
