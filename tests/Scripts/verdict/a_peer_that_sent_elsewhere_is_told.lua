-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local buf = byte_span.new(100)
local sock, peer, other = verdict.socket("OWN"), verdict.socket("PEER"), verdict.socket("OTHER")

-- The peer answers to another port.
verdict.send(sock, peer)
peer:receive(buf)
verdict.send(peer, other, "x")
verdict.show(sock)

-- The kernel refuses the answer.
verdict.send(sock, peer)
peer:receive(buf)
assert(not pcall(verdict.send, peer, sock, ("x"):rep(65508)))
verdict.show(sock)

-- The answer is sent after the time limit.
verdict.send(sock, peer)
peer:receive(buf)
local e = verdict.time_out(sock)
verdict.send(peer, sock, "late")
print((verdict.text(e.detail):gsub("; a datagram of 4 bytes is in the receive queue now: receive again", "")))

-- The socket connects to another peer in the meantime.
sock = verdict.socket("CONNECTED")
sock:connect(peer.local_address, peer.local_port)
sock:send(byte_span.append("question"))
peer:receive(buf)
sock:connect(other.local_address, other.local_port)
verdict.send(peer, sock, "answer")
verdict.show(sock)
