-- options: --recorder 256 --redact support/hide_tokens.lua
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local buffer = byte_span.new(100)
local long = ("x"):rep(440) .. "token=abcdefgh"
for _, text in ipairs {"GET token=abc /", "", "no secret", "token=a token=bc", long} do
  sock:send_to(byte_span.append(text), "127.0.0.1", sock.local_port)
  local length = math.min(sock:receive(buffer, ip.message_flag.truncate), 100)
  print(tostring(buffer:slice(1, length)) == text:sub(1, 100))
end
for _, event in ipairs(ip.udp.recording()) do
  print(event.kind, event.length, event.cut, (event.bytes:gsub("xx+", "x")))
end
sock:send_to(byte_span.append("token=abc"), "127.0.0.1", sock.local_port)
error("the report shows no token")
