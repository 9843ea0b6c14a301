local system = require "system"
local child = system.spawn{
  program = "sh",
  arguments = {"sh", "-c", "while read line; do echo \"out $line\"; echo \"err $line\" >&2; done; exit 7"},
  stdin = "pipe", stdout = "pipe", stderr = "pipe",
}
for i = 1, 3 do
  child.stdin:write(i .. "\n")
  print(child.stdout:read_line(), child.stderr:read_line())
end
child.stdin:close()
print(child.stdout:read_line(), child:wait())
print(child.exit_code, child.exit_signal, child.pid)
