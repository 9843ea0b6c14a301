local system = require "system"
local function try(f, options)
  options.program = "true"
  local ok, e = pcall(f, options)
  print(ok, not ok and e.symbol, not ok and e.arg, not ok and e.detail)
end
try(system.spawn, {enviroment = {}})
try(system.run, {enviroment = {}})
try(system.spawn, {input = "x"})
try(system.spawn, {[1] = "x"})
-- Options of the reference that moonwire does not have
for _, name in ipairs {"set_ctty", "foreground", "ruid", "extra_groups", "scheduler", "nsenter_user"} do
  try(system.spawn, {[name] = 1})
end
-- An integer may be given as Lua's own functions take it.
for _, mask in ipairs {"18", 18.0, "x", 18.5, -1, 512} do try(system.run, {umask = mask}) end
print(system.run{program = "sh", arguments = {"sh", "-c", "umask"}, umask = "18"}.stdout)
print(#system.run{program = "echo", arguments = {"echo", "123456"}, max_output = "3"}.stdout)
