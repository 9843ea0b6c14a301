local port
do
  local sock <close> = dofile("support/sockets.lua").bound()
  port = sock.local_port
end
local again = ip.udp.socket.new()
again:open("v4")
again:bind("127.0.0.1", port)
print(again.local_port == port)
