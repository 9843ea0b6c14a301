-- options: --recorder 256
-- env: MOONWIRE_DISABLE=icmp
local verdict = dofile("support/verdict.lua")
local sock, peer = verdict.socket(), verdict.peer("PEER")
verdict.send(sock, peer)
print(verdict.time_out(sock).detail:find(verdict.advice, 1, true) ~= nil)
sock:set_option("receive_errors", true)
print(verdict.time_out(sock).detail:find(verdict.advice, 1, true) ~= nil)
