local system = require "system"
local function start(script, stderr)
  return system.spawn{
    program = "sh", arguments = {"sh", "-c", script}, stdin = "pipe", stdout = "pipe", stderr = stderr,
  }
end
local c <close> = start("echo starting; echo ready on 127.0.0.1:99; echo more; cat")
print(c:wait_for_line("ready on ([%d.]+):(%d+)", 60))
print(c:wait_for_line("more"))
local ok, e = pcall(c.wait_for_line, c, "never", 0.01)
print(e.symbol, (e.detail:gsub("%d+ is", "N is")))
c.stdin:write("last\n")
print(c:wait_for_line("l(a)s(t)", 60))
local many = "i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo line $i; done; printf half; echo to stderr >&2; exit 3"
local d = start(many, "pipe")
ok, e = pcall(d.wait_for_line, d, "never", 60)
local has_line_29 = e.detail:find("\n  line 29\n", 1, true) ~= nil
print(e.symbol, select(2, e.detail:gsub("\n", "")), e.detail:match("status 3"), has_line_29)
print(d.exit_code)
print(pcall(c.wait_for_line, c, nil))
print(select(2, pcall(c.wait_for_line, c, "x", -1)).arg)
local silent = system.spawn{program = "true"}
print(select(2, pcall(silent.wait_for_line, silent, "x")).detail)
