-- One v6 socket gets the reports about peers of both families on which nobody listens.
local sockets = dofile("support/sockets.lua")
local s, buffer = ip.udp.socket.new(), byte_span.new(10)
s:open("v6")
s:bind("::", 0)
s:set_option("receive_errors", true)
for _, address in ipairs {"::ffff:127.0.0.1", "::1", "::ffff:127.0.0.1"} do
  local port = sockets.dead_port(address == "::1" and "v6" or "v4")
  local waiting = spawn(function() return pcall(s.receive, s, buffer) end)
  this_fiber.yield()
  s:send_to(buffer, ip.address.new(address), port)
  local ok, e = waiting:join()
  print(ok, e.symbol, e.address, e.port == port)
end
s:set_option("receive_errors", false)
s:send_to(buffer, ip.address.new("::ffff:127.0.0.1"), sockets.dead_port("v4"))
s:send_to(byte_span.append("lives on"), ip.address.loopback_v6(), s.local_port)
print(s:get_option("receive_errors"), sockets.text(s))
