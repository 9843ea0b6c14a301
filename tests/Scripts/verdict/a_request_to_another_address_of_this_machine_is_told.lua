-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local sender = verdict.socket("SENDER")
local sender_v6 = verdict.socket("SENDER6", "::1", "v6")

-- Another address.
local sock = verdict.socket("OWN")
verdict.names[#verdict.names + 1] = {"127.0.0.2:" .. sock.local_port, "OTHER ADDRESS"}
sender:send_to(byte_span.append("question"), "127.0.0.2", sock.local_port)
verdict.show(sock)

-- A name whose first address is IPv6, and an IPv4 socket.
sock = verdict.socket("SECOND")
verdict.names[#verdict.names + 1] = {"[::1]:" .. sock.local_port, "V6"}
sender_v6:send_to(byte_span.append("question"), "::1", sock.local_port)
verdict.show(sock)
