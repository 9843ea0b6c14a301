local show = dofile("../support/show.lua")
local sock = dofile("support/sockets.lua").bound()
local loopback, buffer = ip.address.loopback_v4(), byte_span.new(1)
for _, port in ipairs {-1, 65536, 1.5, "80", 2 ^ 40, math.mininteger, {}, true} do
  show(sock.bind, sock, loopback, port)
  show(sock.connect, sock, loopback, port)
  show(sock.send_to, sock, buffer, loopback, port)
end
show(sock.bind, sock, loopback)
