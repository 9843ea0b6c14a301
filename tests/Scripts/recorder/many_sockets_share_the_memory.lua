-- options: --recorder 256
local COUNT, EVENTS = 200, 300
local sockets = {}
for i = 1, COUNT do
  sockets[i] = ip.udp.socket.new()
  sockets[i]:open("v4")
end
local to, port = ip.address.loopback_v4(), 9
local messages = {}
for i = 1, EVENTS do messages[i] = byte_span.append(tostring(i)) end
for _, sock in ipairs(sockets) do
  for i = 1, EVENTS do sock:send_to(messages[i], to, port) end
end
local fewest, has_ends = EVENTS, 0
for _, sock in ipairs(sockets) do
  local events = ip.udp.recording(sock)
  fewest = math.min(fewest, #events)
  if events[1].bytes == "1" and events[#events].bytes == tostring(EVENTS) then has_ends = has_ends + 1 end
end
print(has_ends, fewest >= 64)
