local system = require "system"
local function ask(script, options)
  options.program, options.arguments, options.stdout = "sh", {"sh", "-c", script}, "pipe"
  options.environment = options.environment or {PATH = os.getenv("PATH")}
  local child <close> = system.spawn(options)
  return (child.stdout:read_text():gsub("%s+$", "")), child:wait()
end
print(ask("pwd", {working_directory = "/"}))
print(ask("umask", {umask = 18}))
print(ask("echo $A-$B", {environment = {A = "1", PATH = os.getenv("PATH")}}))
local own = ask("cut -d' ' -f5,6 /proc/self/stat", {})
print(ask("test $(cut -d' ' -f5 /proc/self/stat) = $$ && echo group", {process_group = 0}))
print(ask("test $(cut -d' ' -f6 /proc/self/stat) = $$ && echo session", {start_new_session = true}))
print(ask("cut -d' ' -f5,6 /proc/self/stat", {}) == own)
print(select("#", system.spawn{program = "true"}:wait()))
