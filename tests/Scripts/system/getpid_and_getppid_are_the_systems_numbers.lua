local system = require "system"
local pid, parent = io.open("/proc/self/stat"):read("a"):match("^(%d+) %b() %a (%d+)")
print(system.getpid() == tonumber(pid), system.getppid() == tonumber(parent))
