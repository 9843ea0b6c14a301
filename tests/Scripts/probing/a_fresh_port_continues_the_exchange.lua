-- The server answers only the second source port, and wants its cookie back.
local prober = dofile("support/prober.lua")
local first
local port = prober.server(function(datagram, answer, _, from)
  first = first or from
  if from == first then return end
  answer(datagram == "hello" and "cookie 1" or "welcome")
end)
prober.name(port, "PORT")
prober.show("greeting://127.0.0.1:" .. port, "--protocol", "support/greeting.lua", "--timeout", "0.6")
first = nil
local result = prober.run("greeting://127.0.0.1:" .. port .. "/?loop=yes", "--protocol", "support/greeting.lua",
  "--timeout", "0.6")
print(result.exit_code, result.stderr)
