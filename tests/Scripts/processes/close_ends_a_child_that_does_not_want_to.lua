local system = require "system"
local child
do
  local c <close> = system.spawn{
    program = "sh", arguments = {"sh", "-c", "echo ready; exec sleep 1000"}, stdout = "pipe",
  }
  print(c:wait_for_line("ready", 60))
  child = c
end
print(child.exit_signal == system.signal.SIGTERM, child.pid)
do
  local c <close> = system.spawn{
    program = "sh", arguments = {"sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"}, stdout = "pipe",
  }
  print(c:wait_for_line("ready", 60))
  c:close(0.01)
  print(c.exit_signal == system.signal.SIGKILL)
  c:close()
end
print(pcall(child.kill, child, 0))
print(pcall(child.close, child, -1))
