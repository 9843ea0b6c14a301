-- Starts children one after the other, and then many at once, and compares with a loop of sh. Descriptors and memory
-- are printed before and after. Arguments: the number of children one after the other, the number at once.
local system, time = require "system", require "time"
local COUNT <const>, AT_ONCE <const> = tonumber(arg[1] or 1000), tonumber(arg[2] or 100)

local function seconds(f)
  local began = time.steady_clock.now()
  f()
  return time.steady_clock.now() - began
end

local function facts()
  collectgarbage()
  collectgarbage()
  local descriptors = 0
  local listing = system.run{program = "ls", arguments = {"ls", "/proc/" .. system.getpid() .. "/fd"}}.stdout
  for _ in listing:gmatch("%d+") do descriptors = descriptors + 1 end
  local resident = io.open("/proc/self/status"):read("a"):match("VmRSS:%s*(%d+)")
  return ("%d descriptors, %d KiB resident, %d KiB in Lua"):format(descriptors, resident, collectgarbage("count") // 1)
end

local environment = {PATH = os.getenv("PATH")}
local function start(pipe)
  return system.spawn{
    program = "/bin/true", arguments = {"true"}, environment = environment, stdin = "share", stdout = pipe or "share",
    stderr = "share",
  }
end
local function sh(script)
  return seconds(function()
    system.spawn{program = "sh", arguments = {"sh", "-c", script}, environment = environment, stdout = "share"}:wait()
  end)
end

for _ = 1, 20 do start("pipe"):wait() end
print("before", facts())
local one = seconds(function()
  for _ = 1, COUNT do start():wait() end
end)
local with_pipe = seconds(function()
  for _ = 1, COUNT do
    local child = start("pipe")
    child:wait()
    child.stdout:close()
  end
end)
local in_sh = sh("i=0; while [ $i -lt " .. COUNT .. " ]; do /bin/true; i=$((i+1)); done")
print(("%d one after the other: %.3f s, with a pipe %.3f s, sh %.3f s"):format(COUNT, one, with_pipe, in_sh))
local at_once = seconds(function()
  local children = {}
  for i = 1, AT_ONCE do children[i] = start("pipe") end
  for i = 1, AT_ONCE do children[i]:wait() end
end)
in_sh = sh("i=0; while [ $i -lt " .. AT_ONCE .. " ]; do /bin/true & i=$((i+1)); done; wait")
print(("%d at once: %.3f s, sh %.3f s"):format(AT_ONCE, at_once, in_sh))
print("after", facts())
