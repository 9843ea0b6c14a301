-- Prints what a script can see of sockets whose datagrams are reported by ICMP. It runs in its own network.
local sockets, time = dofile("support/sockets.lua"), require "time"
local bytes, buffer = byte_span.append, byte_span.new(100)
local function shell(command) assert(os.execute(command .. " >/dev/null"), command) end
local function describe(ok, e, ...)
  if ok then return "ok", e, ... end
  return e.symbol, e.address ~= nil, e.detail and e.detail:match("^waiting for") or e.detail, e.icmp_type
end
local function try(f, ...) return describe(pcall(f, ...)) end
local function receive(sock, seconds) return try(time.with_timeout, seconds or 0.02, sock.receive, sock, buffer) end
-- Returns the number of datagrams in the receive queue.
local function queued(sock)
  local count = 0
  while sock:try_receive_from(buffer) do count = count + 1 end
  return count
end
local loopback = {
  v4 = ip.address.loopback_v4(), v6 = ip.address.loopback_v6(), mapped = ip.address.new("::ffff:127.0.0.1"),
}
local function new(family)
  local sock = ip.udp.socket.new()
  sock:open(family == "v4" and "v4" or "v6")
  return sock
end

for _, family in ipairs{"v4", "v6", "mapped"} do
  local to, kind = loopback[family], family == "v6" and "v6" or "v4"
  local live = sockets.bound(kind)

  -- Sends of every kind and receives of every kind, on a socket that is not connected.
  local sock, dead = new(family), sockets.dead_port(kind)
  local sent = {}
  for i = 1, 20 do
    sent[#sent + 1] = sock:send_to(bytes("x"), to, dead)
    sent[#sent + 1] = sock:try_send_to(bytes("x"), to, dead)
    sent[#sent + 1] = sock:send_to(bytes("x"), to, dead, ip.message_flag.do_not_route)
    sent[#sent + 1] = sock:send_from(bytes("x"), to, dead, nil)
    if i % 5 == 0 then
      print(family, "nothing", sock:try_receive_from(buffer))
      print(family, "peek", try(time.with_timeout, 0.01, sock.receive, sock, buffer, ip.message_flag.peek))
      sock:send_to(bytes("x"), to, dead)
      print(family, "info", try(time.with_timeout, 0.01, sock.receive_with_info, sock, buffer))
      sock:send_to(bytes("x"), to, dead)
      print(family, "receive", receive(sock))
    end
  end
  print(family, "sent", #sent, select("#", table.unpack(sent)))

  -- The answers of a living peer after reports.
  for i = 1, 200 do
    sock:send_to(bytes("x"), to, sockets.dead_port(kind))
    if i % 20 == 0 then sock:send_to(bytes("y"), to, live.local_port) end
  end
  print(family, "living peer", queued(live))
  sock:send_to(bytes("y"), to, live.local_port)
  local _, address, port = live:receive_from(buffer)
  for _ = 1, 100 do
    sock:send_to(bytes("x"), to, dead)
    live:send_to(bytes("answer"), address, port)
  end
  print(family, "answers", queued(sock))

  -- A receive buffer that has room for a few datagrams.
  local small = new(family)
  small:set_option("receive_buffer_size", 1)
  small:bind(to, 0)
  small:send_to(bytes("x"), to, dead)
  for _ = 1, 5 do live:send_to(bytes("answer"), loopback[kind], small.local_port) end
  print(family, "small buffer", queued(small), small:get_option("receive_buffer_size"))
  small = new(family)
  small:bind(to, 0)
  small:send_to(bytes("x"), to, dead)
  small:set_option("receive_buffer_size", 1)
  for _ = 1, 5 do live:send_to(bytes("answer"), loopback[kind], small.local_port) end
  print(family, "buffer made small", queued(small))

  -- A datagram that is too long, while another fiber waits.
  local long = byte_span.new(kind == "v4" and 65508 or 65528)
  local waiting = spawn(receive, sock, 0.5)
  this_fiber.yield()
  print(family, "too long", try(sock.send_to, sock, long, to, dead))
  local began, cpu = time.steady_clock.now(), os.clock()
  print(family, "receive", waiting:join())
  print(family, "no spin", os.clock() - cpu < (time.steady_clock.now() - began) / 2)

  -- Connected sockets.
  sock:send_to(bytes("x"), to, dead)
  sock:connect(to, live.local_port)
  print(family, "connected to the living peer", receive(sock))
  sock:connect(to, dead)
  sock:send(bytes("x"))
  print(family, "to the peer", try(sock.send, sock, bytes("x")))
  print(family, "to the peer again", try(sock.send, sock, bytes("x")))
  print(family, "to another", try(sock.send_to, sock, bytes("x"), to, live.local_port))
  print(family, "receive", receive(sock))
  print(family, "receive", receive(sock))
  sock:send(bytes("x"))
  sock:disconnect()
  print(family, "after disconnect", receive(sock))
  sock:send_to(bytes("x"), to, dead)
  print(family, "receive", receive(sock))
  sock:connect(to, dead)
  sock:send(bytes("x"))
  sock:shutdown("receive")
  print(family, "shut", receive(sock))
  print(family, "shut", receive(sock))

  -- receive_errors.
  sock = new(family)
  sock:send_to(bytes("x"), to, dead)
  sock:set_option("receive_errors", true)
  print(family, "receive_errors on", sock:get_option("receive_errors"), receive(sock))
  sock:send_to(bytes("x"), to, dead)
  print(family, "with receive_errors", receive(sock))
  sock:send_to(bytes("x"), to, dead)
  sock:send_to(bytes("x"), to, dead)
  sock:set_option("receive_errors", false)
  print(family, "receive_errors off", sock:get_option("receive_errors"), receive(sock))
  sock:send_to(bytes("x"), to, dead)
  print(family, "without receive_errors", receive(sock))

  -- A descriptor that leaves the socket.
  sock:send_to(bytes("x"), to, dead)
  local descriptor = sock:release()
  local other = ip.udp.socket.new()
  other:assign(kind == "v4" and family ~= "mapped" and "v4" or "v6", descriptor)
  print(family, "assigned", receive(other))
  other:send_to(bytes("x"), to, dead)
  print(family, "assigned", receive(other))
  other:connect(to, dead)
  other:send(bytes("x"))
  print(family, "assigned and connected", receive(other))

  -- Batches.
  local batching = sockets.batches(new(family))
  for _ = 1, 200 do batching:send_to(bytes("x"), to, dead) end
  for _ = 1, 200 do batching:send_to(bytes("y"), to, live.local_port) end
  print(family, "batches", receive(batching), queued(live))
end

-- A v6_only socket.
local only = ip.udp.socket.new()
only:open("v6")
only:set_option("v6_only", true)
for _ = 1, 3 do only:send_to(bytes("x"), loopback.v6, sockets.dead_port("v6")) end
print("v6_only", receive(only))

-- Routes and filters of this machine, and a host that does not exist.
shell("ip route add unreachable 10.9.1.0/24 && ip route add prohibit 10.9.2.0/24 && ip route add blackhole 10.9.3.0/24")
shell("ip -6 route add unreachable fd09:1::/64 && ip -6 route add prohibit fd09:2::/64")
shell([[nft 'table inet t {
chain in {
  type filter hook input priority 0
  udp dport 54 reject with icmpx type no-route
  udp dport 55 reject with icmpx type host-unreachable
  udp dport 56 reject with icmpx type admin-prohibited
  udp dport 57 reject with icmpx type port-unreachable
}
chain out {
  type filter hook output priority 0
  udp dport 59 drop
}
}']])
local routes = {
  {"10.9.1.1", 9}, {"10.9.2.1", 9}, {"10.9.3.1", 9}, {"fd09:1::1", 9}, {"fd09:2::1", 9}, {"10.7.9.77", 9},
  {"10.7.9.255", 9}, {"127.0.0.1", 59}, {"239.1.2.3", 9},
}
for port = 54, 57 do
  routes[#routes + 1] = {"127.0.0.1", port}
  routes[#routes + 1] = {"::1", port}
end
for _, route in ipairs(routes) do
  local address = ip.address.new(route[1])
  for _, length in ipairs{1, 1400} do
    local sock = new(address.is_v6 and "v6" or "v4")
    for _ = 1, 2 do print(route[1], route[2], try(sock.send_to, sock, byte_span.new(length), address, route[2])) end
    print(route[1], route[2], receive(sock, route[1] == "10.7.9.77" and 0.5 or nil))
    sock:close()
    print(route[1], route[2], "connected", try(sock.connect, sock, address, route[2]))
    if sock.is_open then
      for _ = 1, 2 do print(route[1], route[2], try(sock.send, sock, byte_span.new(length))) end
      print(route[1], route[2], receive(sock, route[1] == "10.7.9.77" and 0.5 or nil))
      print(route[1], route[2], receive(sock))
    end
  end
end

-- Many fibers that wait while reports arrive, and senders that wait for room. No loop is busy with the reports.
local function idle(name, f)
  local began, cpu = time.steady_clock.now(), os.clock()
  local count = f()
  print(name, count, os.clock() - cpu < (time.steady_clock.now() - began) / 2)
end
idle("waiting receivers", function()
  local fibers, timeouts = {}, 0
  for i = 1, 20 do
    local sock = new("v4")
    sock:send_to(bytes("x"), i % 2 == 0 and "10.7.9.77" or "127.0.0.1", i % 2 == 0 and 9 or sockets.dead_port("v4"))
    fibers[i] = spawn(receive, sock, 1)
  end
  for _, fiber in ipairs(fibers) do
    if select(2, fiber:join()) == false then timeouts = timeouts + 1 end
  end
  return timeouts
end)
idle("waiting senders", function()
  local sock, count = new("v4"), 0
  sock:set_option("send_buffer_size", 4096)
  local waiting = spawn(receive, sock, 10)
  for _ = 1, 40 do count = count + sock:send_to(byte_span.new(1000), "10.7.9.77", 9) end
  waiting:interrupt()
  return count
end)

-- A queue of the interface that drops datagrams: every send is reported as successful.
shell("ip neighbour add 10.7.9.88 lladdr 02:00:00:00:00:05 dev near")
shell("tc qdisc add dev near root tbf rate 8kbit burst 1600 limit 1600")
local sock, outcomes = new("v4"), {}
for _, length in ipairs{100, 1000, 3000} do
  for _ = 1, 20 do
    local outcome = table.concat({tostring((try(sock.send_to, sock, byte_span.new(length), "10.7.9.88", 9)))}, " ")
    outcomes[outcome] = (outcomes[outcome] or 0) + 1
  end
end
for outcome, count in pairs(outcomes) do print("full queue", outcome, count) end
