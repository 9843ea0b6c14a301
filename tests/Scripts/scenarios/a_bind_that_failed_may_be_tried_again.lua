-- After libuv's udp bind and Node's dgram bind-error-repeat: each failure is reported, and none breaks the socket.
local show = dofile("../support/show.lua")
local sockets = dofile("../udp/support/sockets.lua")
local holder, sock = sockets.bound(), ip.udp.socket.new()
sock:open("v4")
for _ = 1, 3 do show(sock.bind, sock, "127.0.0.1", holder.local_port) end
print(sock.is_open, sock.local_port)
local port = holder.local_port
holder:close()
sock:bind("127.0.0.1", port)
print(sock.local_port == port)
show(sock.bind, sock, "127.0.0.1", 0)
sockets.send(sock, sock, "works")
print(sockets.text(sock))
