-- After Node's dgram socket-buffer-size.
local show = dofile("../support/show.lua")
local sock = ip.udp.socket.new()
for _, option in ipairs {"receive_buffer_size", "send_buffer_size"} do
  show(sock.get_option, sock, option)
  show(sock.set_option, sock, option, 8192)
end
sock:open("v4")
for _, option in ipairs {"receive_buffer_size", "send_buffer_size"} do
  assert(sock:get_option(option) > 0)
  sock:set_option(option, 8192)
  print(sock:get_option(option))
  print(sock:get_option(option))
end
