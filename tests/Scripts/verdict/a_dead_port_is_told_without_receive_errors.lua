-- env: MOONWIRE_DISABLE=
-- env: MOONWIRE_READINESS=
local verdict = dofile("support/verdict.lua")
local v4, v6 = verdict.socket("OWN"), verdict.socket("OWN6", "::1", "v6")
verdict.send(v4, verdict.closed("DEAD"))
verdict.show(v4)
verdict.send(v6, verdict.closed("DEAD6", "::1", "v6"))
verdict.show(v6)

-- An IPv4 address in an IPv6 socket, and a socket that is not bound.
local dual = ip.udp.socket.new()
dual:open("v6")
local gone = verdict.closed("GONE")
dual:send_to(byte_span.append("question"), ip.address.new("::ffff:127.0.0.1"), gone.local_port)
print((verdict.text(verdict.time_out(dual).detail):gsub("]:%d+", "]:PORT")))

-- Datagrams after the report, to the same endpoint and to a living one.
verdict.send(v4, gone)
verdict.send(v4, gone)
verdict.show(v4)
local peer = verdict.peer("PEER")
verdict.send(v4, peer)
verdict.show(v4)
verdict.send(v4, peer, "answer")
print(v4:receive(byte_span.new(100)))
verdict.show(v4)

-- The advice stands where moonwire does not ask for the reports: on a connected socket.
local quiet = verdict.socket()
verdict.send(quiet, peer)
print(verdict.time_out(quiet).detail:find(verdict.advice, 1, true) ~= nil)
quiet:connect(peer.local_address, peer.local_port)
quiet:send(byte_span.append("question"))
print(verdict.time_out(quiet).detail:find(verdict.advice, 1, true) ~= nil)
quiet:disconnect()
verdict.send(quiet, peer)
print(verdict.time_out(quiet).detail:find(verdict.advice, 1, true) ~= nil)
