-- network: own
local prober = dofile("support/prober.lua")
for _, address in ipairs {"127.0.0.1", "::1"} do
  local port = prober.closed(address)
  prober.name(port, "PORT")
  prober.show(ip.tostring(address, port), "--send", "x")
end
