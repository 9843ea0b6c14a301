local new = ip.address.new
local names = {[new("2001:db8::1")] = "first", [ip.address.loopback_v6()] = "loopback", [new("fe80::1%lo")] = "link"}
collectgarbage()
print(names[new("2001:db8:0::1")], names[new("::1")], names[new("fe80::1%1")], names[new("fe80::1")],
  names[new("2001:db8::2")])
print(rawequal(new("::ffff:1.2.3.4"), new("1.2.3.4"):to_v6()), rawequal(new("1.2.3.4"), new("::ffff:1.2.3.4"):to_v4()))

local sock = ip.udp.socket.new()
sock:open("v6")
sock:bind("::1", 0)
local buffer, seen = byte_span.append("x"), {}
for _ = 1, 3 do
  sock:send_to(buffer, ip.address.loopback_v6(), sock.local_port)
  local _, from = sock:receive_from(buffer)
  seen[from] = (seen[from] or 0) + 1
end
print(seen[new("::1")])
