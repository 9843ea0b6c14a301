-- Hands values from one fiber to another: by channels, and by a queue with a mutex and a condition variable.
-- handovers.lua [COUNT]
local channel, mutex, condition_variable = require "channel", require "mutex", require "condition_variable"
local count = tonumber(arg[1] or 1000000)

local function report(name, f)
  collectgarbage()
  local start = os.clock()
  f()
  print(("%-44s %6.0f ns each"):format(name, (os.clock() - start) / count * 1e9))
end

local function by_channel(capacity)
  local c = channel.new(capacity)
  local producer = spawn(function()
    for i = 1, count do c:send(i) end
    c:close()
  end)
  local sum = 0
  for value in c do sum = sum + value end
  producer:join()
  assert(sum == count * (count + 1) // 2)
end

local function by_condition()
  local m, filled, emptied, queue = mutex.new(), condition_variable.new(), condition_variable.new(), nil
  local producer = spawn(function()
    for i = 1, count do
      m:lock()
      while queue do emptied:wait(m) end
      queue = i
      filled:notify_one()
      m:unlock()
    end
  end)
  local sum = 0
  for _ = 1, count do
    m:lock()
    while not queue do filled:wait(m) end
    sum, queue = sum + queue, nil
    emptied:notify_one()
    m:unlock()
  end
  producer:join()
  assert(sum == count * (count + 1) // 2)
end

local function by_select()
  local c, other = channel.new(), channel.new()
  local producer = spawn(function()
    for i = 1, count do c:send(i) end
    c:close()
  end)
  while true do
    local _, value = channel.select {other, c}
    if not value then break end
  end
  producer:join()
end

report("channel without a buffer", function() by_channel(0) end)
report("channel with a buffer of 100", function() by_channel(100) end)
report("select of two channels without a buffer", by_select)
report("mutex and condition variables, one place", by_condition)
