-- network: own
local prober = dofile("support/prober.lua")
for _, address in ipairs {"127.0.0.1", "::1"} do
  local port = prober.server(function() end, address)
  prober.name(port, "PORT")
  local target = ip.tostring(address, port)
  prober.show(target, "--send", "x", "--timeout", "0.6")
  prober.show(target, "--send", "x", "--timeout", "0.2", "--retries", "0")
  prober.show(target, "--timeout", "0.2", "--retries", "1", "--no-calibrate")
end
