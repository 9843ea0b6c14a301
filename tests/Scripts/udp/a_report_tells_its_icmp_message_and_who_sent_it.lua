-- network: own
local sockets = dofile("support/sockets.lua")
local function report(family, address, port)
  local sock = ip.udp.socket.new()
  sock:open(family)
  sock:set_option("receive_errors", true)
  sock:send_to(byte_span.append("x"), address, port)
  local ok, e = pcall(sock.receive, sock, byte_span.new(10))
  print(ok, e.symbol, e.address, e.icmp_type, e.icmp_code, e.reporter)
end
report("v4", "127.0.0.1", sockets.dead_port("v4"))
report("v6", "::1", sockets.dead_port("v6"))
report("v6", "::ffff:127.0.0.1", sockets.dead_port("v4"))
report("v4", "10.7.9.77", 9) -- this machine reports that nobody has the address
-- A connected socket without receive_errors gets the error, but not the message.
local sock = ip.udp.socket.new()
sock:connect("127.0.0.1", sockets.dead_port("v4"))
sock:send(byte_span.append("x"))
local ok, e = pcall(sock.receive, sock, byte_span.new(10))
print(ok, e.symbol, e.icmp_type, e.icmp_code, e.reporter)
