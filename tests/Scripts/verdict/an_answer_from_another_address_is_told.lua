-- options: --recorder 256
-- A socket that is bound to all addresses answers from the address that the kernel chooses. A connected socket does not
-- receive such an answer.
local verdict = dofile("support/verdict.lua")
local peer = ip.udp.socket.new()
peer:open("v4")
peer:bind("0.0.0.0", 0)
local sock = ip.udp.socket.new()
sock:connect("127.0.0.2", peer.local_port)
verdict.names[1] = {"127.0.0.2:" .. peer.local_port, "PEER"}
verdict.names[2] = {"0.0.0.0:" .. peer.local_port, "ALL"}
sock:send(byte_span.append("question"))
local buf = byte_span.new(100)
local _, address, port = peer:receive_from(buf)
peer:send_to(byte_span.append("answer"), address, port)
verdict.show(sock)
