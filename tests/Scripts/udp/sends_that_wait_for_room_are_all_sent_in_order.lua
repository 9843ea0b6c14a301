-- network: own
-- Nobody answers for 10.7.9.77, so datagrams to it fill the send buffer until that is known.
local counters = dofile("support/counters.lua")
local nobody, here = ip.address.new("10.7.9.77"), ip.address.new("10.7.9.1")
for _, operation in ipairs {"send", "send_to", "send_from"} do
  local s = ip.udp.socket.new()
  s:open("v4")
  s:set_option("send_buffer_size", 4096)
  if operation == "send" then s:connect(nobody, 7000) end
  local before, order, fibers = counters.sent(), {}, {}
  for i = 1, 20 do
    fibers[i] = spawn(function()
      local datagram = byte_span.new(1000 + i)
      local sent
      if operation == "send" then sent = s:send(datagram)
      elseif operation == "send_to" then sent = s:send_to(datagram, nobody, 7000)
      else sent = s:send_from(datagram, nobody, 7000, here) end
      order[#order + 1] = i
      return sent
    end)
  end
  for i, f in ipairs(fibers) do assert(f:join() == 1000 + i) end
  local in_order = true
  for i = 1, 20 do in_order = in_order and order[i] == i end
  print(operation, counters.sent() - before, in_order)
  s:close()
end
