-- options: --recorder 256
-- network: own
local verdict = dofile("support/verdict.lua")
dofile("support/short_path.lua")
local sock = ip.udp.socket.new()
sock:open("v4")
sock:set_option("receive_errors", true)
sock:send_to(byte_span.append(("x"):rep(1400)), "10.8.0.5", 9)
print(select(2, pcall(sock.receive, sock, byte_span.new(100))).symbol)
verdict.show(sock)
