-- After libuv's udp dgram-too-big and Node's dgram msgsize.
local show = dofile("../support/show.lua")
local sockets = dofile("../udp/support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local a, b = sockets.bound(family), sockets.bound(family)
  show(a.send_to, a, byte_span.new(65536), b.local_address, b.local_port)
  show(a.send_to, a, byte_span.new(1000000), b.local_address, b.local_port)
  a:connect(b.local_address, b.local_port)
  show(a.send, a, byte_span.new(65536))
  a:send(byte_span.append("small"))
  print(sockets.text(b))
end
