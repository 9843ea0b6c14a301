-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local buf = byte_span.new(100)

-- The peer answers to a socket that has not asked.
local sock, other, peer = verdict.socket("OWN"), verdict.socket("OTHER"), verdict.socket("PEER")
verdict.send(sock, peer)
verdict.send(peer, other, "answer")
other:receive(buf)
verdict.show(sock)

-- The peer answers a newer socket. This happens if a NAT has forgotten the port of the older socket.
local older, newer = verdict.socket("OLDER"), verdict.socket("NEWER")
local external = verdict.peer("EXTERNAL")
verdict.send(older, external)
verdict.send(newer, external, "answer")
newer:receive(buf)
verdict.show(older)

-- The peer answers an older socket.
verdict.send(newer, external)
verdict.send(older, external, "answer")
older:receive(buf)
verdict.show(newer)
