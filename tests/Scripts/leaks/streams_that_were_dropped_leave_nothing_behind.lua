-- Pipes that were written to, waited for, closed, or just dropped: their descriptors and their memory come back.
local pipe, system = require "pipe", require "system"

-- The child lists after it has read its input, because the parent has then closed the child's ends of the pipes.
local function descriptors()
  local count = 0
  local script = "read line; ls /proc/" .. system.getpid() .. "/fd"
  local listing = system.run{program = "sh", arguments = {"sh", "-c", script}, input = "go\n"}.stdout
  for _ in listing:gmatch("%d+") do count = count + 1 end
  return count
end

local function resident()
  local file <close> = io.open("/proc/self/status")
  return tonumber(file:read("a"):match("VmRSS:%s*(%d+)"))
end

local function batch(count)
  for i = 1, count do
    local reader, writer = pipe.pair()
    if i % 4 == 0 then
      writer:write("line\nrest")
      reader:read_line()
    elseif i % 4 == 1 then
      spawn(function() pcall(reader.read_line, reader) end):detach()
      this_fiber.yield()
      reader:close()
    elseif i % 4 == 2 then
      writer:close()
      reader:read_text()
    end
    if i % 50 == 0 then collectgarbage() end
  end
  collectgarbage()
  collectgarbage()
end

batch(1000)
descriptors()
local before, memory, size = descriptors(), collectgarbage("count"), resident()
batch(3000)
print(descriptors() < before + 6, collectgarbage("count") - memory < 200, resident() - size < 32 * 1024)
