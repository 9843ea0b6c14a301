-- network: own
local function arrival(receiver_family, bound, sender_family, to, hops)
  local receiver, sender = ip.udp.socket.new(), ip.udp.socket.new()
  receiver:open(receiver_family)
  receiver:bind(bound, 0)
  sender:open(sender_family)
  sender:set_option("unicast_hops", hops)
  local buffer = byte_span.new(10)
  local waiting = spawn(function() return select(4, receiver:receive_with_info(buffer)).hops end)
  this_fiber.yield() -- the socket records arrivals now
  sender:send_to(byte_span.append("x"), to, receiver.local_port)
  print(waiting:join())
end
arrival("v4", "127.0.0.1", "v4", "127.0.0.1", 7)
arrival("v6", "::1", "v6", "::1", 255)
arrival("v6", "::", "v4", "127.0.0.1", 1)
arrival("v4", "0.0.0.0", "v4", "10.7.9.1", 64)
