-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local sock = verdict.socket("OWN")
print(pcall(sock.send_to, sock, byte_span.append("question"), "192.0.2.1", 9))
verdict.show(sock)

-- After a datagram was sent, the refusal does not matter any more.
verdict.send(sock, verdict.silent("PEER"))
verdict.show(sock)
