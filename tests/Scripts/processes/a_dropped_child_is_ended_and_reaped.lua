-- By the collector, with its signal. No zombie is left while the program runs on.
local system, time = require "system", require "time"
local function zombies()
  local script = "cat /proc/[0-9]*/stat 2>/dev/null | grep -c ') Z " .. system.getpid() .. " '"
  local r = system.run{program = "sh", arguments = {"sh", "-c", script}}
  return tonumber(r.stdout)
end
for _ = 1, 20 do
  local _ = system.spawn{program = "true"}
  local _ = system.spawn{program = "sleep", arguments = {"sleep", "1000"}}
end
local pid = system.spawn{
  program = "sleep", arguments = {"sleep", "1000"}, signal_on_gcreaper = system.signal.SIGKILL,
}.pid
collectgarbage()
collectgarbage()
while zombies() > 0 or io.open("/proc/" .. pid .. "/stat") do time.sleep(0.01) end
print("none")
