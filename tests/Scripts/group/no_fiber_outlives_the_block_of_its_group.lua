local group, time = require "group", require "time"
local living = 0
local function worker()
  living = living + 1
  scope_cleanup_push(function()
    time.sleep(0.001)
    living = living - 1
  end)
  time.sleep(1000)
end
local function work(seconds)
  living = living + 1
  time.sleep(seconds)
  living = living - 1
end

do
  local g <close> = group.new()
  for i = 1, 3 do g:spawn(work, i * 0.0005) end
end
print("the end of the block", living)

print(pcall(function()
  local g <close> = group.new()
  g:spawn(worker)
  this_fiber.yield()
  error("in the block", 0)
end))
print("an error", living)

local f = spawn(function()
  local g <close> = group.new()
  g:spawn(worker)
  g:wait()
end)
time.sleep(0)
f:interrupt()
f:join()
print("an interruption in wait", f.interruption_caught, living)

f = spawn(function()
  local g <close> = group.new()
  g:spawn(worker)
end)
time.sleep(0)
f:interrupt()
f:join()
print("an interruption at the end of the block", f.interruption_caught, living)

f = spawn(function()
  local g = group.new()
  g:spawn(worker)
  g:wait()
end)
time.sleep(0)
f:interrupt()
f:join()
print("an interruption without <close>", f.interruption_caught, living)

local ok, e = pcall(time.with_timeout, 0.001, function()
  local g <close> = group.new()
  g:spawn(worker)
  g:wait()
end)
print("a deadline in wait", ok, e.symbol, living)

ok, e = pcall(time.with_timeout, 0.001, function()
  local g <close> = group.new()
  g:spawn(worker)
  time.sleep(1000)
end)
print("a deadline in the block", ok, e.symbol, living)

for _ = 1, 2 do
  local g <close> = group.new()
  g:spawn(work, 0.001)
  break
end
print("break", living)

local co = coroutine.create(function()
  local g <close> = group.new()
  g:spawn(work, 0.001)
  coroutine.yield()
end)
coroutine.resume(co)
print("coroutine.close", coroutine.close(co), living)
