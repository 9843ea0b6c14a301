-- options: --recorder 256
local sock = ip.udp.socket.new()
local function use(text)
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  sock:send_to(byte_span.append(text), "127.0.0.1", sock.local_port)
end
print(#ip.udp.recording(sock), #ip.udp.recording())
use("one")
print(#ip.udp.recording(sock), #ip.udp.recording())
sock:close()
print(#ip.udp.recording(sock), #ip.udp.recording())
use("two")
for _, event in ipairs(ip.udp.recording(sock)) do print(event.socket, event.bytes) end
for _, event in ipairs(ip.udp.recording()) do print(event.socket, event.bytes) end

for i = 1, 70 do -- 64 closed sockets stay, and the open socket
  local other = ip.udp.socket.new()
  other:open("v4")
  if i ~= 35 then other:send_to(byte_span.append("x"), "127.0.0.1", sock.local_port) end
  other:close()
end
local events = ip.udp.recording()
print(#events, events[1].bytes, events[2].socket, events[#events].socket)
sock = nil
collectgarbage()
events = ip.udp.recording()
print(#events, events[1].bytes, events[2].socket)
