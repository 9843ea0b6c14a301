-- A report about a dead peer fails no send to a live one. With receive_errors, a receive raises it, with the dead port.
local sockets = dofile("support/sockets.lua")
local bytes = byte_span.append
local function live_peer(family) return sockets.bound(family) end

local function check(name, family, s, send, live)
  local sent = 0
  for _ = 1, 5 do
    if pcall(send) then sent = sent + 1 end
  end
  local arrived, buf = 0, byte_span.new(10)
  while live:io_control("bytes_readable") > 0 do live:receive(buf) arrived = arrived + 1 end
  print(family, name, sent, arrived)
end

for _, family in ipairs {"v4", "v6"} do
  local lo = family == "v4" and ip.address.loopback_v4() or ip.address.loopback_v6()
  local dead, live = sockets.dead_port(family), live_peer(family)
  local function to_live(s) return function() s:send_to(bytes("y"), lo, live.local_port) end end
  local function from_here(s) return function() s:send_from(bytes("y"), lo, live.local_port, lo) end end

  for _, kind in ipairs {{"send_to", to_live}, {"send_from", from_here}} do
    local s = ip.udp.socket.new()
    s:open(family)
    s:set_option("receive_errors", true)
    s:send_to(bytes("x"), lo, dead)
    check(kind[1] .. " with receive_errors", family, s, kind[2](s), live)
    local _, e = pcall(s.receive, s, byte_span.new(9))
    print(family, e.symbol, e.port == dead)

    s = ip.udp.socket.new()
    s:connect(lo, dead)
    s:send(bytes("x"))
    check(kind[1] .. " while connected to the dead one", family, s, kind[2](s), live)
    _, e = pcall(s.receive, s, byte_span.new(9))
    print(family, e.symbol, e.port == dead)

    s = ip.udp.socket.new()
    s:connect(lo, dead)
    s:send(bytes("x"))
    s:disconnect()
    check(kind[1] .. " after disconnect", family, s, kind[2](s), live)
  end

  local s = ip.udp.socket.new()
  s:connect(lo, dead)
  s:send(bytes("x"))
  s:connect(lo, live.local_port)
  check("send after another connect", family, s, function() s:send(bytes("y")) end, live)

  s = ip.udp.socket.new()
  s:open(family)
  s:set_option("receive_errors", true)
  s:connect(lo, dead)
  s:send(bytes("x"))
  s:connect(lo, live.local_port)
  check("send with receive_errors", family, s, function() s:send(bytes("y")) end, live)
  local _, e = pcall(s.receive, s, byte_span.new(9))
  print(family, e.symbol, e.port == dead)
end
