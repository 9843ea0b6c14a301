local prober = dofile("support/prober.lua")
local port = prober.server(function(datagram, answer, number)
  if number ~= 1 and number ~= 3 and number ~= 4 then answer(datagram) end
end)
prober.name(port, "PORT")
prober.show("127.0.0.1:" .. port, "--send", "x", "--timeout", "0.9")
local result = prober.run("echo://127.0.0.1:" .. port, "--timeout", "0.9", "--json")
local object = require "json".decode(result.stdout)
print(result.exit_code, object.verdict, object.attempts)
