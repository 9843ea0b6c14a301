-- options: --recorder 4
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local buffer = byte_span.new(10)
for i = 1, 30 do
  sock:send_to(byte_span.append(tostring(i)), "127.0.0.1", sock.local_port)
  sock:receive(buffer)
end
local texts = {}
for _, event in ipairs(ip.udp.recording(sock)) do
  texts[#texts + 1] = (event.kind == "sent" and "s" or "r") .. event.bytes
end
print(table.concat(texts, " "))
