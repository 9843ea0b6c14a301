local show = dofile("../support/show.lua")
for _, family in ipairs {"v4", "v6", ip.address.any_v4(), ip.address.new("fe80::1")} do
  local a, b = ip.udp.socket.new(), ip.udp.socket.new()
  print(a.is_open)
  a:open(family)
  b.open(family)
  print(a.is_open, b.is_open, a.local_address, b.local_address, a.local_port)
end
show(ip.udp.socket.new().open, "v5")
show(ip.udp.socket.new().open, 4)
show(ip.udp.socket.new().open)
