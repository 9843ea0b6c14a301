-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local sock, peer = verdict.socket("OWN"), verdict.silent("PEER")
local other, third, fourth = verdict.socket("OTHER"), verdict.socket("THIRD"), verdict.socket("FOURTH")
local buf = byte_span.new(100)

-- The peer answers from another socket.
verdict.send(sock, peer)
verdict.send(other, sock, "answer")
sock:receive(buf)
verdict.show(sock)

for _ = 1, 3 do
  verdict.send(third, sock)
  verdict.send(other, sock)
end
verdict.send(fourth, sock)
for _ = 1, 7 do sock:receive(buf) end
verdict.show(sock)

-- A peer that was asked as well is not told.
local second = verdict.socket("SECOND")
verdict.send(second, other)
verdict.send(second, peer)
verdict.send(other, second, "answer")
second:receive(buf)
verdict.show(second)
