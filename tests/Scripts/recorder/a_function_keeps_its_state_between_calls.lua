-- options: --recorder 256 --redact support/count.lua
local function closed_port()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  local port = sock.local_port
  sock:close()
  return port
end

-- A report has no datagram, so it is not a call. A datagram that stays in the queue is not a call either.
local buffer, refused = byte_span.new(10), ip.udp.socket.new()
refused:connect("127.0.0.1", closed_port())
refused:send(byte_span.append("."))
print(pcall(refused.receive, refused, buffer))
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
sock:send_to(byte_span.append("."), "127.0.0.1", sock.local_port)
sock:receive(buffer, ip.message_flag.peek)
sock:receive(buffer)
for _, event in ipairs(ip.udp.recording()) do print(event.kind, event.bytes) end
