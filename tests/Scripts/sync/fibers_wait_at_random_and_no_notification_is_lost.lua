-- Many fibers wait on one condition variable, and are notified and interrupted at random. In the model, a notification
-- wakes the fiber that has waited longest, and an interruption wakes its own fiber.
math.randomseed(20240230)
local random = math.random
local m, c = require "mutex".new(), require "condition_variable".new()

local waiting = {} -- in the order of their waits
local expected = {} -- by fiber: "notified" or "interrupted", once it was woken
local owner
local notified, interrupted, running, failures = 0, 0, 0, 0
local fibers = {}

local function fail(...)
  failures = failures + 1
  if failures < 10 then print(...) end
end

local function lock(me)
  m:lock()
  if owner then fail("two fibers own the mutex", owner.id, me.id) end
  owner = me
end

local function unlock(me)
  if owner ~= me then fail("another fiber owns the mutex") end
  owner = nil
  m:unlock()
end

-- After a wait: checks that the mutex is owned, and that the wait ended as expected.
local function woken(me, how)
  if owner then fail("woken while somebody owns the mutex", owner.id, me.id) end
  owner = me
  if expected[me] ~= how then fail("fiber", me.id, how, "but expected", expected[me]) end
  expected[me] = nil
end

local function wait(me)
  if me.is_interrupted then
    expected[me] = "interrupted"
  else
    waiting[#waiting + 1] = me
  end
  owner = nil
  c:wait(m)
  woken(me, "notified")
  notified = notified + 1
end

local function work(me)
  local is_waiting = false
  local _ <close> = setmetatable({}, {__close = function(_, e)
    if is_waiting then
      if tostring(e) ~= "Fiber interrupted" then fail(e) end
      woken(me, "interrupted")
      interrupted = interrupted + 1
    end
    if owner == me then unlock(me) end
    running = running - 1
  end})
  for _ = 1, 30 do
    lock(me)
    if random(3) == 1 then this_fiber.yield() end
    is_waiting = true
    wait(me)
    is_waiting = false
    if random(3) == 1 then this_fiber.yield() end
    unlock(me)
  end
end

local function notify_one()
  local first = table.remove(waiting, 1)
  if first then expected[first] = "notified" end
  c:notify_one()
end

local function notify_all()
  for _, me in ipairs(waiting) do expected[me] = "notified" end
  waiting = {}
  c:notify_all()
end

local function interrupt(me)
  if me.is_interrupted then return me.fiber:interrupt() end
  me.is_interrupted = true
  for i, other in ipairs(waiting) do
    if other == me then
      table.remove(waiting, i)
      expected[me] = "interrupted"
      break
    end
  end
  me.fiber:interrupt()
end

for id = 1, 80 do
  local me = {id = id}
  fibers[id] = me
  running = running + 1
  me.fiber = spawn(work, me)
end
local main = {id = "main"}
local interruptions = 0
while running > 0 do
  local what = random(20)
  if what <= 10 then
    notify_one()
  elseif what == 11 then
    notify_all()
  elseif what <= 13 and interruptions < 40 then
    interruptions = interruptions + 1
    interrupt(fibers[random(#fibers)])
  elseif what == 14 then
    lock(main)
    for _ = 1, random(3) do notify_one() end
    this_fiber.yield()
    unlock(main)
  else
    this_fiber.yield()
  end
end
for _, me in ipairs(fibers) do pcall(me.fiber.join, me.fiber) end
print(failures, #waiting, next(expected), owner, m:try_lock())
print(notified > 500, interrupted > 10)
