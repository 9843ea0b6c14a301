-- The server answers every port except the first port that asked it, as a stale entry of a firewall does.
local prober = dofile("support/prober.lua")
local stale
local port = prober.server(function(datagram, answer, _, from)
  stale = stale or from
  if from ~= stale then answer(datagram) end
end)
prober.name(port, "PORT")
prober.show("127.0.0.1:" .. port, "--send", "x", "--timeout", "0.6")
local fixed = prober.closed()
stale = fixed
prober.name(fixed, "FIXED")
prober.show("127.0.0.1:" .. port, "--send", "x", "--timeout", "0.6", "--source", "127.0.0.1:" .. fixed)
