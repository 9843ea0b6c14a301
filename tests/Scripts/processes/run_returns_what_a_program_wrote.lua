local system, time = require "system", require "time"
local r = system.run{
  program = "sh", arguments = {"sh", "-c", "cat; echo problem >&2; exit 5"}, input = ("x"):rep(1000000),
}
print(#r.stdout, r.stderr, r.exit_code, r.exit_signal, r.truncated)
r = system.run{program = "sh", arguments = {"sh", "-c", "kill -9 $$"}}
print(r.exit_code, r.exit_signal)
r = system.run{program = "sh", arguments = {"sh", "-c", "yes | head -c 1000000"}, max_output = 4}
print(r.stdout, r.truncated, r.exit_code)
r = system.run{program = "true", input = ("x"):rep(1000000)} -- which reads nothing
print(r.exit_code, r.stdout)
print(select(2, pcall(time.with_timeout, 0.01, system.run, {program = "sleep", arguments = {"sleep", "1000"}})).symbol)
print(select(2, pcall(system.run, {program = "cat", input = "x", stdin = "share"})).detail)
print(select(2, pcall(system.run, {program = "no-such-program"})).operation)
