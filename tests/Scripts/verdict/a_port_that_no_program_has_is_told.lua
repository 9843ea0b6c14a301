-- options: --recorder 256
-- env: MOONWIRE_DISABLE=icmp
-- Without the reports of the network. With them, a_dead_port_is_told_without_receive_errors shows the text.
local verdict = dofile("support/verdict.lua")

local v4, v6 = verdict.socket("OWN"), verdict.socket("OWN6", "::1", "v6")
local nobody, nobody6 = verdict.closed("NOBODY"), verdict.closed("NOBODY6", "::1", "v6")
verdict.send(v4, nobody)
verdict.show(v4)
verdict.send(v6, nobody6)
verdict.show(v6)

-- Another address of this machine, and an IPv4 address in an IPv6 socket.
local dual = ip.udp.socket.new()
dual:open("v6")
dual:bind("::", 0)
dual:send_to(byte_span.append("question"), ip.address.new("::ffff:127.0.0.9"), nobody.local_port)
print((verdict.time_out(dual).detail:gsub("^.*; no socket", "no socket"):gsub(":%d+ now", ":PORT now")))

-- A socket that is not of this program counts too, also if it is bound to all addresses.
for _, bound in ipairs{{"127.0.0.1", "v4", "127.0.0.1"}, {"0.0.0.0", "v4", "127.0.0.1"}, {"::", "v6", "127.0.0.1"},
  {"::", "v6", "::1"}, {"::1", "v6", "::1"}} do
  local silent = verdict.silent(nil, bound[1], bound[2])
  local asker = bound[3] == "::1" and v6 or v4
  asker:send_to(byte_span.append("question"), ip.address.new(bound[3]), silent.local_port)
  print(bound[1], bound[3], verdict.time_out(asker).detail:find("no socket of this machine", 1, true))
end
