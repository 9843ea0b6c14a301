-- options: --recorder 256
for i = 1, 5 do
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  sock:send_to(byte_span.append(tostring(i)), "127.0.0.1", 9)
end
error("five sockets")
