local time = require("time")
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local peer = ip.udp.socket.new()
peer:open("v4")
peer:connect(sock.local_address, sock.local_port)
time.with_timeout(3, function()
  local buf = byte_span.new(100)
  time.sleep(0.001)
  for i = 1, 2 do peer:send(byte_span.append("x")) end
  for i = 1, 3 do sock:receive(buf) end
end)
