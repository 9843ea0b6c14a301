local sockets = dofile("support/sockets.lua")
local function server(family)
  local s = ip.udp.socket.new()
  s:open(family)
  s:bind(family == "v4" and ip.address.any_v4() or ip.address.any_v6(), 0)
  return s
end
local buffer = byte_span.new(3)
for family, target in pairs {v4 = ip.address.new("127.0.0.77"), v6 = ip.address.loopback_v6()} do
  local server, client = server(family), sockets.bound(family)
  local waiting = spawn(function() return server:receive_with_info(buffer) end)
  this_fiber.yield()
  local before = os.time() -- whole seconds of a clock that may be some milliseconds behind the timestamps
  client:send_to(byte_span.append("hello"), target, server.local_port)
  local count, address, port, info = waiting:join()
  assert(count == 3 and tostring(buffer) == "hel" and info.length == 5)
  assert(address == client.local_address and port == client.local_port)
  assert(info.destination == target and info.local_address == target)
  assert(info.interface == 1, info.interface)
  assert(info.time >= before - 1 and info.time <= os.time() + 2)
  server:send_from(byte_span.append("yes"), address, port, info.local_address, info.interface)
  local _, answerer, answering_port = client:receive_from(buffer)
  assert(answerer == target and answering_port == server.local_port)
end
print("both")
