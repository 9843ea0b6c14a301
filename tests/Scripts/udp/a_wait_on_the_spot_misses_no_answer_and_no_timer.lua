local time = require("time")
local sock, sender, buf = ip.udp.socket.new(), ip.udp.socket.new(), byte_span.new(10)
sock:open("v4")
sock:bind("127.0.0.1", 0)
sender:open("v4")
local port = sock.local_port
for i = 1, 100 do
  spawn(function()
    ip.udp.get_address_info("localhost", "1")
    sender:send_to(byte_span.append("a"), ip.address.loopback_v4(), port)
  end):detach()
  assert(time.with_timeout(30, sock.receive, sock, buf) == 1)
  local ok, e = pcall(time.with_timeout, i % 7 / 1000, sock.receive, sock, buf)
  assert(not ok and e.code == 110, tostring(e))
end
print("all came")
