-- A peer in another process, until standard input ends: answers each datagram "answer", and is silent otherwise.
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
spawn({daemon = true}, function()
  local buf = byte_span.new(100)
  while true do
    local length, address, port = sock:receive_from(buf)
    if tostring(buf:slice(1, length)) == "answer" then sock:send_to(byte_span.append("yes"), address, port) end
  end
end)
print(sock.local_port)
require("system").in_:read_some(byte_span.new(1))
