-- options: --memory-limit 8000000
-- Fills the memory up to the limit, and frees it bit by bit until a call succeeds. No refused call has had an effect.
local system, time = require "system", require "time"
local slots, keep = {}, {}
for i = 1, 60000 do slots[i] = false end

local function fill()
  for i = 1, 300 do keep[i] = ("y"):rep(50) .. i end
  local n, size = 0, 100000
  while size >= 1 and n < 60000 do
    local ok, text = pcall(string.rep, "x", size + n % 7)
    if size < 41 then ok, text = pcall(tostring, n + 123456) end
    if ok then n = n + 1 slots[n] = text else size = size // 2 end
  end
end

local function empty()
  for i = 1, 60000 do slots[i] = false end
  for i = 1, 300 do keep[i] = false end
  collectgarbage()
end

-- Calls f until it succeeds. Returns whether it was refused before, and the results.
local function try(f, ...)
  pcall(f, ...) -- a first call, for values that are created only once
  collectgarbage()
  fill()
  local refused, ok, result = 0, false, nil
  for i = 1, 300 do
    ok, result = pcall(f, ...)
    if ok then break end
    refused = refused + 1
    keep[i] = false
    collectgarbage()
  end
  empty()
  return refused > 0 and ok, result
end

local function descriptors()
  local count = 0
  for i = 0, 200 do
    local file = io.open("/proc/self/fdinfo/" .. i)
    if file then file:close() count = count + 1 end
  end
  return count
end

local ran, arguments = 0, {}
for i = 1, 150 do arguments[i] = i end
local function spawns() return spawn(function() ran = ran + 1 end, table.unpack(arguments)) end
print("spawn", (try(spawns)))
for _ = 1, 3 do this_fiber.yield() end
print("fibers that ran", ran)

print("with_timeout", (try(time.with_timeout, 0.01, function() end)))
print("a deadline that is left", pcall(time.sleep, 0.05))

local socket = ip.udp.socket.new()
socket:open("v4")
local descriptor = socket:release()
collectgarbage() collectgarbage()
local before = descriptors()
local _, copy = try(descriptor.dup, descriptor)
copy, _ = nil, nil
collectgarbage() collectgarbage()
print("descriptors left of dup", descriptors() - before)

local set = system.signal.set
local tried, made = try(set.new, system.signal.SIGUSR1)
print("signal set", tried)
made:close()
made = nil
collectgarbage() collectgarbage()
print("ignore", pcall(system.signal.ignore, system.signal.SIGUSR1))
