-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local gone = verdict.socket("PEER")
local address, port = gone.local_address, gone.local_port
gone:close()
local buf = byte_span.new(100)

-- A connected socket.
local connected = ip.udp.socket.new()
connected:connect(address, port)
connected:send(byte_span.append("question"))
print(select(2, pcall(connected.receive, connected, buf)).symbol)
verdict.show(connected)

-- An unconnected socket with receive_errors.
local sock = verdict.socket("OWN")
sock:set_option("receive_errors", true)
sock:send_to(byte_span.append("question"), address, port)
print(select(2, pcall(sock.receive, sock, buf)).symbol)
verdict.show(sock)
