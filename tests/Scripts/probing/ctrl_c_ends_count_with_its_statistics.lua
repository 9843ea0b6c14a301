local prober = dofile("support/prober.lua")
local system = require "system"
local child
local port = prober.server(function(datagram, answer, number)
  answer(datagram)
  if number == 3 then child:kill(system.signal.SIGINT) end
end)
child = prober.start("echo://127.0.0.1:" .. port, "--count", "1000", "--interval", "0.02")
local text = prober.read_all(child.stdout)
print(child:wait(), text:find("answered, loss 0 %", 1, true) ~= nil)
