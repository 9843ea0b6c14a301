-- options: --recorder 256
local from, to = ip.udp.socket.new(), ip.udp.socket.new()
for _, sock in ipairs{from, to} do
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
end
pcall(from.set_option, from, "segmentation_offload", true) -- refused by the portable backend
local message, buffer = byte_span.new(4), byte_span.new(10)
for i = 1, 100 do
  for at = 1, 4 do message[at] = (i // 10 ^ (4 - at) % 10 + 48) // 1 | 0 end
  from:send_to(message, "127.0.0.1", to.local_port)
end
for _ = 1, 100 do to:receive(buffer) end
for _, sock in ipairs{from, to} do
  local right, batched = 0, 0
  for i, event in ipairs(ip.udp.recording(sock)) do
    if tonumber(event.bytes) == i and event.length == 4 then right = right + 1 end
    if event.batched ~= nil then batched = batched + 1 end
  end
  print(right, sock == from or batched == 0)
end
