-- The server loses the 3rd question, answers the 4th twice and answers the 5th after the 6th.
local prober = dofile("support/prober.lua")
local held
local port = prober.server(function(datagram, answer, number)
  if number == 5 then held = datagram return end
  if number ~= 3 then answer(datagram) end
  if number == 4 then answer(datagram) end
  if number == 6 then answer(held) end
end)
prober.name(port, "PORT")
local result = prober.run("echo://127.0.0.1:" .. port, "--count", "20", "--interval", "0.01", "--timeout", "1",
  "--json")
local object = require "json".decode(result.stdout)
local s = object.statistics
print(result.exit_code, object.verdict, s.sent, s.answered, s.lost, s.loss, s.duplicates, s.reordered)
print(s.min > 0, s.min <= s.median, s.median <= s.p95, s.p95 <= s.p99, s.p99 <= s.max, s.jitter > 0)
local echo = prober.echo()
prober.name(echo, "ECHO")
result = prober.run("echo://127.0.0.1:" .. echo, "--count", "3", "--interval", "0.01")
local lines = {}
for line in result.stdout:gmatch("[^\n]+") do lines[#lines + 1] = line end
print(result.exit_code, (prober.stable(lines[1]):gsub("max [%d./]+/T", "max TIMES")))
print(lines[2]:match("^ +[%d.]+ m?s %- [%d.]+ m?s +%d+ #") ~= nil)
local bytes = prober.run("127.0.0.1:" .. echo, "--size", "1000", "--count", "2", "--interval", "0.01", "--json")
print(bytes.exit_code, #require "json".decode(bytes.stdout).received)
local closed = prober.closed()
prober.name(closed, "CLOSED")
prober.show("127.0.0.1:" .. closed, "--count", "3", "--interval", "0.01", "--timeout", "0.3")
local quiet = prober.server(function() end)
prober.name(quiet, "QUIET")
prober.show("127.0.0.1:" .. quiet, "--count", "2", "--interval", "0.01", "--timeout", "0.2", "--send", "x")
