-- A datagram from another endpoint decides only if it answers the question. With --wait, the probe then continues.
local prober = dofile("support/prober.lua")
local time = require "time"
local other = prober.socket()
prober.name(other.local_port, "OTHER")

-- Another socket answers with `strange`, or with the question if `strange` is nil. The server itself answers later with
-- `right`, or with the question if `right` is nil. If `later` is true, the server itself does not answer the first
-- question, and the other socket answers only this question.
local function server(strange, right, later)
  local port = prober.server(function(datagram, answer, number)
    if number == 1 or not later then answer(strange or datagram, other) end
    if later and number == 1 then return end
    time.sleep(0.3)
    answer(right or datagram)
  end)
  prober.name(port, "PORT")
  return port
end

-- Only another socket answers.
local function silent_server(strange)
  local port = prober.server(function(_, answer) answer(strange, other) end)
  prober.name(port, "PORT")
  return port
end

local function show(...)
  local result = prober.run(...)
  print(result.exit_code, (prober.stable(result.stdout):match("^[^\n]*"):gsub(", attempt %d+", "")))
end
show("echo://127.0.0.1:" .. server("junk"), "--timeout", "60")
show("127.0.0.1:" .. server("junk", "good"), "--timeout", "60", "--send", "x", "--expect", "good")
show("127.0.0.1:" .. silent_server("good"), "--send", "x", "--expect", "good", "--wait", "0.1")
show("127.0.0.1:" .. server("good", "good", true), "--send", "x", "--expect", "good", "--wait", "20")
show("127.0.0.1:" .. silent_server("good"), "--send", "x", "--expect", "good")
local result = prober.run("echo://127.0.0.1:" .. server("junk"), "--timeout", "60", "--count", "2",
  "--interval", "0.01", "--json")
local statistics = require("json").decode(result.stdout).statistics
print(statistics.answered, statistics.different, statistics.lost)
