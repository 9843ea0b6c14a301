local port = dofile("support/sockets.lua").bound().local_port
collectgarbage()
local again = ip.udp.socket.new()
again:open("v4")
again:bind("127.0.0.1", port)
print(again.local_port == port)
