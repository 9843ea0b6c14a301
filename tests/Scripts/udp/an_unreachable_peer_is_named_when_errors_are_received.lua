local sockets = dofile("support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local s, buffer = sockets.bound(family), byte_span.new(10)
  print(s:get_option("receive_errors"))
  s:set_option("receive_errors", true)
  print(s:get_option("receive_errors"))
  local first, second = sockets.dead_port(family), sockets.dead_port(family)
  for _, port in ipairs {first, second} do
    local waiting = spawn(function() return pcall(s.receive, s, buffer) end)
    this_fiber.yield()
    pcall(s.send_to, s, buffer, s.local_address, port)
    local ok, e = waiting:join()
    print(ok, e.symbol, e.address, e.port == port)
  end
  sockets.send(s, s, "lives on")
  print(sockets.text(s))
end
