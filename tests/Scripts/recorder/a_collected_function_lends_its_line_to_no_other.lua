-- options: --recorder 4
-- The code of a new function often gets the memory of a collected function of equal size.
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local message, to, port = byte_span.append("x"), ip.address.loopback_v4(), sock.local_port
local wrong = 0
for i = 1, 400 do
  local count = i % 7
  local chunk = load(("\n"):rep(count) .. "local s, m, a, p = ... s:send_to(m, a, p)", "=c" .. i % 3)
  chunk(sock, message, to, port)
  chunk = nil
  if i % 2 == 0 then collectgarbage() end
  local events = ip.udp.recording(sock)
  if events[#events].place ~= "c" .. i % 3 .. ":" .. count + 1 then wrong = wrong + 1 end
end
print(wrong)
