-- options: --recorder 2032
-- env: MOONWIRE_DISABLE=
-- env: MOONWIRE_READINESS=
local ports, time = dofile("../support/ports.lua"), require "time"
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local dead, question, buffer = ports.closed(), byte_span.append("question"), byte_span.new(10)
local function reports()
  local count = 0
  for _, event in ipairs(ip.udp.recording(sock)) do count = count + (event.kind == "report" and 1 or 0) end
  return count
end
for _ = 1, 3 do
  for _ = 1, 200 do sock:send_to(question, "127.0.0.1", dead) end
  print(reports())
  local ok, e = pcall(time.with_timeout, 0.01, sock.receive, sock, buffer)
  print(ok, e.symbol, e.detail:find("that the port of", 1, true) ~= nil)
end
