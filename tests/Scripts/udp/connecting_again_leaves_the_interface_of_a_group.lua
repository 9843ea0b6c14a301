-- network: own
-- connect(2) to an address with an interface binds the socket to that interface, until another connect.
local A = ip.address.new
for _, group in ipairs {"ff02::1%near", "fe80::2%near"} do
  local s, receiver = ip.udp.socket.new(), ip.udp.socket.new()
  receiver:open("v4")
  receiver:bind("127.0.0.1", 0)
  s:connect(A(group), 9)
  print(pcall(s.connect, s, A("::1"), 9))
  s:connect(A("ff02::1%far"), 9)
  s:connect(A("::ffff:127.0.0.1"), receiver.local_port)
  s:send(byte_span.append("x"))
  print(receiver:receive(byte_span.new(9)))
end
