-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local sock, peer = verdict.socket("OWN"), verdict.peer("PEER")
verdict.send(sock, peer)
verdict.show(sock)
verdict.send(sock, peer)
verdict.send(sock, peer)
verdict.show(sock)

-- After an answer, the count begins again.
verdict.send(sock, peer, "answer")
sock:receive(byte_span.new(100))
verdict.show(sock)
verdict.send(sock, peer)
verdict.show(sock)

-- More datagrams than the recorder keeps.
local asker = verdict.socket("ASKER")
for _ = 1, 1000 do verdict.send(asker, peer) end
verdict.show(asker)
asker:set_option("receive_errors", true)
verdict.show(asker)
