local prober = dofile("support/prober.lua")
local time = require "time"
-- The server says three times that it starts, then that it is ready.
local port = prober.server(function(_, answer, number) answer(number < 4 and "starting" or "ready") end)
prober.name(port, "PORT")
local function show(result)
  print((prober.stable(result.stdout)))
  print(result.exit_code)
end
show(prober.run("127.0.0.1:" .. port, "--send", "?", "--expect", "ready", "--wait", "60"))
-- A server that starts later. The result does not depend on the time.
local late = prober.closed()
prober.name(late, "LATE")
spawn(function()
  time.sleep(0.3)
  prober.echo(nil, late)
end)
show(prober.run("echo://127.0.0.1:" .. late, "--wait", "60"))
local closed = prober.closed()
prober.name(closed, "CLOSED")
local result = prober.run("127.0.0.1:" .. closed, "--wait", "0.3")
print(result.exit_code, (prober.stable(result.stdout):match("^[^\n]*")))
