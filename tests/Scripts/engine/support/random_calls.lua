-- Nests calls, coroutines, scopes and fibers at random, by a seed, and prints their results. random_calls.lua SEED
local time = require "time"

local state = tonumber(arg[1]) * 7919 + 17
local function random(n)
  state = (state * 1103515245 + 12345) & 0x7fffffff
  return (state >> 8) % n + 1
end

local lines = {}
local function tell(...)
  local values = table.pack(...)
  for i = 1, values.n do
    local kind = type(values[i])
    values[i] = (kind == "table" or kind == "userdata") and kind or tostring(values[i])
  end
  lines[#lines + 1] = table.concat(values, " ")
end

local MAX_DEPTH <const> = 12
local depth, steps_left = 0, 0
local fibers, steps = {}, nil

local function nested(...)
  if depth > MAX_DEPTH then return "deep" end
  depth = depth + 1
  local _ <close> = setmetatable({}, {__close = function() depth = depth - 1 end})
  local in_coroutine = coroutine.isyieldable()
  for _ = 1, random(4) do
    steps_left = steps_left - 1
    if steps_left < 0 then return "enough" end
    steps[random(#steps)](in_coroutine)
  end
  return select("#", ...), ...
end

local function handler(message)
  tell("handler", message)
  if random(7) == 1 then error("in the handler") end
  return message
end

local function closed()
  local name = random(9)
  return setmetatable({}, {__close = function(_, e)
    tell("close", name, e)
    if random(9) == 1 then time.sleep(0) end
    if random(9) == 1 then error("while closing " .. name, 0) end
  end})
end

local function cleanup()
  tell("cleanup")
  if random(3) == 1 then pcall(time.sleep, 0) end
end

steps = {
  function() tell("pcall", pcall(nested, random(9), nil)) end,
  function() tell("xpcall", xpcall(nested, handler, random(9))) end,
  function() error("message " .. random(9), random(2) - 1) end,
  function() error(random(3) == 1 and {} or nil) end,
  function(in_coroutine) if in_coroutine then tell("yielded", coroutine.yield(random(9), nil, "y")) end end,
  function(in_coroutine) if in_coroutine then tell("yielded", coroutine.yield()) end end,
  function()
    local co = coroutine.create(nested)
    for i = 1, random(5) do tell("resume", coroutine.resume(co, i, nil)) end
    tell(coroutine.status(co))
    if random(2) == 1 then tell("closed", pcall(coroutine.close, co)) end
  end,
  function()
    local f = coroutine.wrap(nested)
    for i = 1, random(4) do tell("wrapped", f(i)) end
  end,
  function()
    local f = coroutine.wrap(nested)
    for i = 1, random(4) do tell("wrapped", pcall(f, i)) end
  end,
  function()
    local _ <close> = closed()
    nested("in")
  end,
  function()
    table.sort({3, 1, 2}, function(a, b)
      if random(4) == 1 then tell("sort", pcall(nested)) end
      return a < b
    end)
  end,
  function() tell("gsub", pcall(string.gsub, "ab", ".", function(c) tell(nested(c)) return c end)) end,
  function() tell(coroutine.running() ~= nil, select(2, coroutine.running())) end,
  function() time.sleep(0) end,
  function() this_fiber.yield() end,
  function()
    tell("scope", pcall(scope, function(...)
      scope_cleanup_push(cleanup)
      return nested(...)
    end, 5))
  end,
  function()
    scope(function()
      scope_cleanup_push(cleanup)
      nested()
      if random(2) == 1 then scope_cleanup_pop() end
    end)
  end,
  function()
    scope_cleanup_push(cleanup)
    nested()
    scope_cleanup_pop(random(2) == 1)
  end,
  function() fibers[#fibers + 1] = spawn(function() tell("fiber", pcall(nested)) end) end,
  function()
    local f = fibers[random(#fibers + 1)]
    if f then f:interrupt() end
  end,
}

for _ = 1, 6 do
  steps_left = 60
  tell("top", pcall(nested, "a", nil))
end
for _, f in ipairs(fibers) do pcall(f.join, f) end
print(table.concat(lines, "\n"))
