-- network: own
-- Nobody answers for 10.7.9.77, so datagrams to it stay in the send buffer until that is known.
local nobody = ip.address.new("10.7.9.77")
local function blocked(operation, send)
  local s = ip.udp.socket.new()
  s:connect(nobody, 7000)
  s:set_option("send_buffer_size", 4096)
  local sent, failure = 0, nil
  local sender = spawn(function()
    repeat
      local ok, e = pcall(send, s)
      if ok then sent = sent + 1 else failure = e end
    until failure
  end)
  this_fiber.yield()
  this_fiber.yield()
  s:shutdown("send")
  sender:join()
  print(operation, sent > 0, failure.symbol, failure.operation, failure.address, failure.port)
  s:close()
end
local datagram = byte_span.new(1000)
blocked("send", function(s) s:send(datagram) end)
blocked("send_to", function(s) s:send_to(datagram, nobody, 7001) end)
blocked("send_from", function(s) s:send_from(datagram, nobody, 7002, ip.address.new("10.7.9.1")) end)
