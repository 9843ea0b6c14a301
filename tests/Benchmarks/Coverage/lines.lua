-- The time of Lua code with coverage, divided by the time without coverage.  lines.lua ROUNDS
-- The median of nine measurements of CPU time is taken for each kind of code.
local test = require "moonwire.test"
local REPEATED <const> = 9
local rounds = tonumber(arg[1] or 300000)

local function identity(x)
  return x
end

local function fibonacci(n)
  if n < 2 then return n end
  return fibonacci(n - 1) + fibonacci(n - 2)
end

local account = {balance = 0}

function account:add(amount)
  self.balance = self.balance + amount
end

local kinds = {
  {"an empty loop", function()
    for _ = 1, rounds do
    end
  end},
  {"calls of a tiny function", function()
    local x
    for i = 1, rounds do
      x = identity(i)
    end
    return x
  end},
  {"calls of a method", function()
    for i = 1, rounds do
      account:add(i)
    end
  end},
  {"recursion", function()
    for _ = 1, rounds // 2000 do fibonacci(15) end
  end},
  {"arithmetic", function()
    local a, b = 0, 1
    for i = 1, rounds do
      a = a + i * 2
      b = b ~ a
      if b > 1000 then
        b = b // 3
      end
    end
    return a
  end},
  {"tables", function()
    local t = {}
    for i = 1, rounds do
      t[i & 1023] = i
      t.x = i
      t.y = t.x
    end
  end},
  {"strings", function()
    local n = 0
    for i = 1, rounds // 4 do
      local text = ("%d:%s"):format(i, "name")
      n = n + #text:gsub("%d", "x")
    end
    return n
  end},
}

local function median(f)
  local times = {}
  for i = 1, REPEATED do
    local before = os.clock()
    f()
    times[i] = os.clock() - before
  end
  table.sort(times)
  return times[(REPEATED + 1) // 2]
end

local without = {}
for i, kind in ipairs(kinds) do without[i] = median(kind[2]) end
test.coverage.start()
for i, kind in ipairs(kinds) do print(("%-26s %.1f"):format(kind[1], median(kind[2]) / without[i])) end
