-- options: --recorder 2032
-- env: MOONWIRE_DISABLE=
-- env: MOONWIRE_READINESS=
local ports, time = dofile("../support/ports.lua"), require "time"
local dead, question, buffer = ports.closed(), byte_span.append("question"), byte_span.new(10)
local function socket()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  return sock
end

local sock, peer = socket(), socket()
local function reports()
  local count = 0
  for _, event in ipairs(ip.udp.recording(sock)) do count = count + (event.kind == "report" and 1 or 0) end
  return count
end
local function time_out()
  local ok, e = pcall(time.with_timeout, 0.01, sock.receive, sock, buffer)
  print(reports(), ok, e.symbol, e.detail:find("that the port of", 1, true) ~= nil)
end

print "many datagrams without an answer"
for _ = 1, 2 do
  for _ = 1, 200 do sock:send_to(question, "127.0.0.1", dead) end
  time_out()
end

print "many datagrams, and datagrams of a peer"
for _ = 1, 2 do
  for _ = 1, 100 do
    sock:send_to(question, "127.0.0.1", dead)
    peer:send_to(question, "127.0.0.1", sock.local_port)
    sock:receive(buffer)
  end
  sock:send_to(question, "127.0.0.1", dead)
  time_out()
end

print "a datagram after many"
for _ = 1, 100 do sock:send_to(question, "127.0.0.1", dead) end
peer:send_to(question, "127.0.0.1", sock.local_port)
sock:receive(buffer)
sock:send_to(question, "127.0.0.1", dead)
time_out()
