-- A model of cleanup. Fibers nest scopes, coroutines, locks, deadlines and variables at random. Each handler and
-- __close must run once, as the last registered piece that has not run. Everything follows from the seed of a
-- fiber, except the effects of the clock.
local time, mutex, future = require "time", require "mutex", require "future"

local LOCKS, DEPTH = 3, 3

local model = {problems = {}, registered = 0, ran = 0, strands = {}, steps = 0, long = 60}

local function problem(self, what)
  model.problems[#model.problems + 1] = "seed " .. self.seed .. ": " .. what
end

-- The body of a coroutine or of a fiber. Its cleanup is a stack.
local function new_strand(self)
  local strand = {live = {}, fiber = self}
  model.strands[#model.strands + 1] = strand
  return strand
end

local fiber = {}
fiber.__index = fiber

-- Returns a number from 1 to n, from the fiber's own generator.
function fiber:random(n)
  self.state = (self.state * 6364136223846793005 + 1442695040888963407) & math.maxinteger
  return (self.state >> 33) % n + 1
end

function fiber:wait_a_little()
  if self:random(6) == 1 then time.sleep(0.0001) else this_fiber.yield() end
end

-- Does other work in cleanup. The body of a handler is a scope; the body of __close is not.
local function clean(self, strand, is_handler)
  local kind = self:random(9)
  if kind == 1 then
    self:wait_a_little()
  elseif kind == 2 then
    scope(function() self:push(strand) end)
  elseif kind == 3 and is_handler then
    self:push(strand)
    self:wait_a_little()
  elseif kind == 4 then
    pcall(function() local _ <close> = self:variable(strand) error("in cleanup", 0) end)
  elseif kind == 5 then
    local inner = new_strand(self)
    coroutine.wrap(function() self:push(inner) self:wait_a_little() end)()
  elseif kind == 6 then
    pcall(time.with_timeout, 0.0001, time.sleep, 60)
  end
  model.step(self)
end

-- Registers a piece of cleanup, and returns it.
function fiber:cleanup(strand, is_handler)
  local entry, live = {}, strand.live
  live[#live + 1] = entry
  model.registered = model.registered + 1
  return function()
    if entry.ran then problem(self, "cleanup ran twice") end
    if strand.dropped then problem(self, "cleanup of a dropped coroutine ran") end
    if live[#live] ~= entry then problem(self, "cleanup ran out of order") end
    for i = #live, 1, -1 do
      if live[i] == entry then table.remove(live, i) break end
    end
    entry.ran = true
    model.ran = model.ran + 1
    clean(self, strand, is_handler)
  end
end

function fiber:push(strand) scope_cleanup_push(self:cleanup(strand, true)) end

function fiber:variable(strand) return setmetatable({}, {__close = self:cleanup(strand)}) end

local function body(self, strand, depth)
  for _ = 2, self:random(3) do self:push(strand) end
  if depth == 0 then return self:wait_a_little() end
  for _ = 1, self:random(2) do self:nest(strand, depth - 1) end
end

local function caught(self, ok, e)
  if not ok and self:random(2) == 1 then error(e, 0) end
end

local kinds = {
  function(self, strand, depth) scope(body, self, strand, depth) end,
  function(self, strand, depth) caught(self, pcall(body, self, strand, depth)) end,
  function(self, strand, depth) caught(self, xpcall(body, function(e) return e end, self, strand, depth)) end,
  function(self, _, depth) coroutine.wrap(body)(self, new_strand(self), depth) end,

  -- A coroutine that fails and is not closed yet: its handlers run at once, but its variables are not closed.
  function(self, _, depth)
    local strand = new_strand(self)
    strand.has_no_variables = true
    local co = coroutine.create(body)
    local ok, e = coroutine.resume(co, self, strand, depth)
    if not ok then
      coroutine.close(co)
      error(e, 0)
    end
  end,

  -- A coroutine that is closed or dropped while it is suspended.
  function(self, strand, depth)
    local inner = new_strand(self)
    local co = coroutine.create(function()
      self:push(inner)
      local _ <close> = self:variable(inner)
      scope(function()
        self:push(inner)
        local _ <close> = self:variable(inner)
        coroutine.yield()
      end)
    end)
    local closer <close> = setmetatable({}, {__close = function()
      if inner.dropped then return end
      local ok, e = coroutine.close(co)
      if not ok and type(e) ~= "table" then problem(self, "close failed: " .. tostring(e)) end
    end})
    coroutine.resume(co)
    if self:random(4) == 1 then inner.dropped, co = true, nil end
    scope(body, self, strand, depth)
  end,

  function(self, strand, depth)
    caught(self, pcall(time.with_timeout, self:random(2) == 1 and model.long or 0.0002, scope, body, self, strand,
      depth))
  end,
  function(self, strand, depth)
    if strand.has_no_variables then return self:wait_a_little() end
    local _ <close> = self:variable(strand)
    self:nest(strand, depth)
  end,

  -- Locks are taken in order, so that a fiber waits only for locks that can be unlocked.
  function(self, strand, depth)
    local locks, i = self.locks, self.held + self:random(LOCKS)
    if i > LOCKS then return self:wait_a_little() end
    local before = self.held
    local _ <close> = setmetatable({}, {__close = function() self.held = before end})
    local guard <close> = locks[i]:lock_guard()
    self.held = i
    scope(body, self, strand, depth)
  end,

  function(self) if self:random(3) == 1 then error({symbol = "of the model"}, 0) end end,
  function(self) if self:random(2) == 1 then self.never:get() else self:wait_a_little() end end,
}

function fiber:nest(strand, depth)
  model.step(self)
  if depth <= 0 then return self:wait_a_little() end
  kinds[self:random(#kinds)](self, strand, depth)
end

-- Called at each step of each fiber. It keeps the collector busy, and ends the program at the chosen moment.
function model.step(self)
  model.steps = model.steps + 1
  if self:random(40) == 1 then collectgarbage("step") end
  if model.steps == model.end_at then
    if not model.finish() then problem(self, "went on after the end") end
  end
end

-- Spawns the fiber of a seed. Fibers with the same list of locks compete for them.
function model.spawn(seed, locks)
  local promise, never = future.new()
  local self = setmetatable({seed = seed, state = seed * 7919 + 17, locks = locks, held = 0, promise = promise,
    never = never}, fiber)
  local strand = new_strand(self)
  local function main()
    local _ <close> = self:variable(strand)
    for _ = 1, self:random(3) do self:nest(strand, DEPTH) end
  end
  return spawn(function()
    self:push(strand)
    local ok, e = pcall(main)
    if not ok and type(e) ~= "table" then problem(self, tostring(e)) end
  end)
end

function model.locks()
  local locks = {}
  for i = 1, LOCKS do locks[i] = mutex.new() end
  return locks
end

-- Returns a description of the failures, or nothing.
function model.check()
  for _, strand in ipairs(model.strands) do
    if #strand.live > 0 and not strand.dropped then
      problem(strand.fiber, #strand.live .. " pieces of cleanup did not run")
    end
  end
  for i = 1, math.min(#model.problems, 10) do print(model.problems[i]) end
  return #model.problems == 0
end

collectgarbage("incremental", 50, 400)
return model
