local show = dofile("../support/show.lua")
local loopback, buffer = ip.address.loopback_v4(), byte_span.new(1)
local closed = dofile("support/sockets.lua").bound()
closed:close()
for _, sock in ipairs {ip.udp.socket.new(), closed} do
  show(sock.bind, sock, loopback, 0)
  show(sock.receive, sock, buffer)
  show(sock.receive_from, sock, buffer)
  show(sock.send, sock, buffer)
  show(sock.send_to, sock, buffer, loopback, 9)
  show(sock.cancel, sock)
  show(sock.set_option, sock, "broadcast", true)
  show(sock.get_option, sock, "broadcast")
  for _, property in ipairs {"local_address", "local_port", "remote_address", "remote_port"} do
    show(function() return sock[property] end)
  end
  print(sock.is_open)
end
