-- options: --recorder 4
local verdict = dofile("support/verdict.lua")
local buf = byte_span.new(100)
local sock, peer, other = verdict.socket("OWN"), verdict.silent("PEER"), verdict.socket("OTHER")
verdict.send(other, sock)
sock:receive(buf, ip.message_flag.peek)
sock:receive(buf)
verdict.send(sock, peer)
verdict.show(sock)

-- The recorder keeps 16 first and 4 last events.
for _ = 1, 50 do
  verdict.send(other, sock)
  sock:receive(buf)
end
verdict.show(sock)
