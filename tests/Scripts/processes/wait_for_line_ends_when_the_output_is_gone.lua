local system = require "system"
local function start()
  return system.spawn {program = "cat", arguments = {"cat"}, stdin = "pipe", stdout = "pipe"}
end
local function try(take)
  local child <close> = start()
  spawn(function() take(child) end)
  local ok, e = pcall(child.wait_for_line, child, "never")
  print(ok, e.symbol)
end
try(function(child) child.stdout:close() end)
try(function(child) child.stdout:release():close() end)
try(function(child) pcall(child.stdout.read_line, child.stdout) end)

local child = system.spawn {program = "sh", arguments = {"sh", "-c", "echo a; echo b"}, stdout = "pipe"}
print(select(2, pcall(child.wait_for_line, child, "%")).detail)
print(child.stdout:read_text())
child:wait()
