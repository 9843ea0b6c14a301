-- network: own
-- Nobody answers, so datagrams fill the send buffer until that is known, after 100 ms. The kernel counts accepted ones.
local time = require("time")
local sockets, counters = dofile("support/sockets.lua"), dofile("support/counters.lua")
local datagram = byte_span.new(1000)

local function give_up(family, nobody, here, operation, how)
  local s = ip.udp.socket.new()
  s:open(family)
  s:set_option("send_buffer_size", 4096)
  if operation == "send" then s:connect(nobody, 7000) end
  local function send()
    if operation == "send" then return s:send(datagram) end
    if operation == "send_to" then return s:send_to(datagram, nobody, 7000) end
    return s:send_from(datagram, nobody, 7000, here)
  end
  local before, told, symbols = counters.sent(), 0, {}
  local function try(f, ...)
    local ok, e = pcall(f, ...)
    if ok then told = told + 1 else symbols[e.symbol or tostring(e)] = true end
    return ok
  end
  if how == "time-out" then
    for _ = 1, 30 do try(time.with_timeout, 0.001, send) end
  else
    local fibers = {}
    for i = 1, 30 do fibers[i] = spawn(function() try(send) end) end
    for _ = 1, 3 do this_fiber.yield() end
    if how == "interrupt" then
      for _, f in ipairs(fibers) do f:interrupt() end
    else
      s[how](s)
    end
    for _, f in ipairs(fibers) do f:join() end
  end
  time.sleep(0.25) -- there is room after it, so a datagram that still waited would be sent
  local reasons = {}
  for symbol in pairs(symbols) do reasons[#reasons + 1] = symbol end
  print(family, operation, how, told > 0 and told < 30, counters.sent() - before == told, table.concat(reasons, " "))
  s:close()
end

for _, family in ipairs {{"v4", "10.7.9.77", "10.7.9.1"}, {"v6", "fe80::77%near", "fe80::1%near"}} do
  local nobody, here = ip.address.new(family[2]), ip.address.new(family[3])
  for _, operation in ipairs {"send", "send_to", "send_from"} do
    for _, how in ipairs {"time-out", "interrupt", "cancel", "close"} do
      give_up(family[1], nobody, here, operation, how)
    end
  end
end
