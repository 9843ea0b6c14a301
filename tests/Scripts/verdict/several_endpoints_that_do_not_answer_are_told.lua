-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local sock = verdict.socket("OWN")
local first, second, third = verdict.silent("FIRST"), verdict.silent("SECOND"), verdict.peer("THIRD")
verdict.send(sock, first)
verdict.send(sock, second)
verdict.show(sock)
verdict.send(sock, first)
verdict.send(sock, third, "answer")
sock:receive(byte_span.new(100))
verdict.show(sock)

-- A report about another endpoint than the last.
local gone = verdict.socket("GONE")
local address, port = gone.local_address, gone.local_port
gone:close()
sock:set_option("receive_errors", true)
sock:send_to(byte_span.append("question"), address, port)
verdict.send(sock, second)
print(select(2, pcall(sock.receive, sock, byte_span.new(100))).symbol)
verdict.show(sock)
verdict.send(sock, second)
verdict.show(sock)
