local sock = ip.udp.socket.new()
sock.open('v4')
sock:bind(ip.address.any_v4(), 0)
local sender = ip.udp.socket.new()
sender.open('v4')
sender:send_to(byte_span.append("ping"), ip.address.loopback_v4(), sock.local_port)

local buf = byte_span.new(1024)
local nread, remote_addr, remote_port = sock:receive_from(buf)
sock:send_to(buf:slice(1, nread), remote_addr, remote_port)

print(sender:receive(buf), tostring(buf:slice(1, 4)))
