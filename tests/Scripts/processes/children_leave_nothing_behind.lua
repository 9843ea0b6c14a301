-- Descriptors and zombies, after children that were waited for, closed, refused and dropped.
local system = require "system"
-- The child lists after it has read its input, because the parent has then closed the child's ends of the pipes.
local function descriptors()
  local count = 0
  local script = "read line; ls /proc/" .. system.getpid() .. "/fd"
  local listing = system.run{program = "sh", arguments = {"sh", "-c", script}, input = "go\n"}.stdout
  for _ in listing:gmatch("%d+") do count = count + 1 end
  return count
end
-- The loop opens a few descriptors of its own when it first watches many.
local SLACK <const> = 6

local function batch(count)
  for i = 1, count do
    local kind = i % 4
    if kind == 0 then
      system.spawn{program = "true", stdin = "pipe", stdout = "pipe", stderr = "pipe"}:wait()
    elseif kind == 1 then
      local c <close> = system.spawn{program = "sleep", arguments = {"sleep", "1000"}, stdout = "pipe"}
    elseif kind == 2 then
      pcall(system.spawn, {program = "no-such-program", stdin = "pipe", stdout = "pipe"})
    else
      local _ = system.spawn{program = "sleep", arguments = {"sleep", "1000"}, stdin = "pipe"}
    end
  end
  collectgarbage()
  collectgarbage()
end
batch(8)
local before = descriptors()
batch(200)
local now = descriptors()
for _ = 1, 1000 do
  if now < before + SLACK then break end
  require "time".sleep(0.01) -- until the children that were signalled have ended
  now = descriptors()
end
print(now < before + SLACK)
