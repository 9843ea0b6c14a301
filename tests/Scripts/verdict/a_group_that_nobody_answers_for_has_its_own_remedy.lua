-- options: --recorder 256
-- network: own
local verdict = dofile("support/verdict.lua")
local sock = ip.udp.socket.new()
sock:open("v4")
sock:send_to(byte_span.append("question"), "239.1.1.1", 5000)
verdict.show(sock)
sock:set_option("broadcast", true)
sock:send_to(byte_span.append("question"), "10.7.9.255", 5000)
verdict.show(sock)

-- Anybody may answer.
local member = ip.udp.socket.new()
member:open("v4")
member:bind("10.7.9.2", 0)
member:send_to(byte_span.append("answer"), "10.7.9.1", sock.local_port)
sock:receive(byte_span.new(100))
verdict.name(member, "MEMBER")
verdict.show(sock)
