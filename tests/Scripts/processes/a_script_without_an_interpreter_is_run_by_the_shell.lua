-- As execvp does. A file_descriptor is executed as well.
local system, pipe = require "system", require "pipe"
local path = os.tmpname()
local file = io.open(path, "w")
file:write("echo \"$0\" \"$1\" \"$#\"\n")
file:close()
print(system.run{program = "chmod", arguments = {"chmod", "700", path}}.exit_code)
local r = system.run{program = path, arguments = {"name", "one", "two"}}
print(r.stdout == path .. " one 2\n")
os.remove(path)
