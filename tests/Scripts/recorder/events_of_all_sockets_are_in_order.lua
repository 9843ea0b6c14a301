-- options: --recorder 256
local sockets = {}
for i = 1, 3 do
  sockets[i] = ip.udp.socket.new()
  sockets[i]:open("v4")
  sockets[i]:bind("127.0.0.1", 0)
end
local buffer = byte_span.new(10)
for i = 1, 4 do
  local from, to = sockets[i % 3 + 1], sockets[(i + 1) % 3 + 1]
  from:send_to(byte_span.append("datagram " .. i), "127.0.0.1", to.local_port)
  to:receive(buffer)
end
local last, time = 0, 0
for _, event in ipairs(ip.udp.recording()) do
  print(event.socket, event.kind, event.bytes, event.sequence == last + 1, event.time >= time)
  last, time = event.sequence, event.time
end
print(math.abs(time - os.time()) < 60)
