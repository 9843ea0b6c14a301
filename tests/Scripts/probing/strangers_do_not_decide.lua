-- A datagram from another endpoint decides only if it answers the question. With --wait, the probe then continues.
local prober = dofile("support/prober.lua")
local time = require "time"
local other = prober.socket()
prober.name(other.local_port, "OTHER")

-- Another socket sends a datagram first, and the right answer follows.
local function server(strange, right)
  local port = prober.server(function(datagram, answer)
    answer(strange or datagram, other)
    time.sleep(0.3)
    answer(right or datagram)
  end)
  prober.name(port, "PORT")
  return port
end

local function show(...)
  local result = prober.run(...)
  print(result.exit_code, (prober.stable(result.stdout):match("^[^\n]*"):gsub(", attempt %d+", "")))
end
show("echo://127.0.0.1:" .. server("junk"))
show("127.0.0.1:" .. server("junk", "good"), "--send", "x", "--expect", "good")
show("127.0.0.1:" .. server("good"), "--send", "x", "--expect", "good", "--wait", "0.1")
show("127.0.0.1:" .. server("good", "good"), "--send", "x", "--expect", "good", "--wait", "20")
show("127.0.0.1:" .. server("good"), "--send", "x", "--expect", "good")
local result = prober.run("echo://127.0.0.1:" .. server("junk"), "--count", "2", "--interval", "0.01", "--json")
local statistics = require("json").decode(result.stdout).statistics
print(statistics.answered, statistics.different, statistics.lost)
