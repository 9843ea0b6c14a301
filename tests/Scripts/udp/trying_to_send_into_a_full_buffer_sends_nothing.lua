-- network: own
-- No machine has the addresses, so that datagrams to them fill the send buffer. The kernel counts the datagrams that it
-- takes.
local counters = dofile("support/counters.lua")
local datagram = byte_span.new(1000)

for _, case in ipairs {{"v4", "10.7.9.77"}, {"v6", "fe80::77%near"}} do
  local family, nobody = case[1], case[2]
  local s = ip.udp.socket.new()
  s:open(family)
  s:set_option("send_buffer_size", 4096)
  local before, sent, refused = counters.sent(), 0, 0
  for _ = 1, 30 do
    local count = s:try_send_to(datagram, nobody, 7000)
    if count then sent = sent + 1 else refused = refused + 1 end
  end
  print(family, sent > 0, refused > 0, counters.sent() - before == sent)

  -- A fiber that waits for room comes first.
  local waiting = spawn(function() return pcall(s.send_to, s, datagram, nobody, 7000) end)
  this_fiber.yield()
  print(s:try_send_to(datagram, nobody, 7000))
  s:close()
  print((waiting:join()))
end
