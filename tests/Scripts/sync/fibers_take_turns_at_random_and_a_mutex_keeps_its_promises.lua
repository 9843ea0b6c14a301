-- Many fibers and random steps: one fiber at a time owns the mutex, and fibers get it in the order of their calls.
-- Interruptions do not change this.
math.randomseed(20240229)
local random = math.random

local function run(m, is_recursive)
  local queue, owner, depth, taken, interrupted = {}, nil, 0, 0, 0
  local fibers, running = {}, 0

  local function lock(id)
    if owner == id then
      assert(is_recursive)
      if random(2) == 1 then m:lock() else assert(m:try_lock()) end
      depth = depth + 1
      return
    end
    if owner == nil then
      assert(#queue == 0)
      owner = id
      if random(2) == 1 then m:lock() else assert(m:try_lock()) end
    else
      assert(not m:try_lock())
      queue[#queue + 1] = id
      m:lock()
    end
    assert(owner == id, "the mutex went to the wrong fiber")
    assert(depth == 0)
    depth, taken = 1, taken + 1
  end

  local function unlock(id)
    assert(owner == id and depth > 0)
    depth = depth - 1
    if depth == 0 then owner = table.remove(queue, 1) end
    m:unlock()
  end

  local function release_all(id)
    while owner == id and depth > 0 do unlock(id) end
    running = running - 1
  end

  local function work(id)
    local _ <close> = setmetatable({}, {__close = function() release_all(id) end})
    for _ = 1, 20 do
      lock(id)
      if is_recursive and random(3) == 1 then lock(id) end
      for _ = 1, random(0, 2) do this_fiber.yield() end
      assert(owner == id)
      while owner == id and depth > 0 do unlock(id) end
      for _ = 1, random(0, 2) do this_fiber.yield() end
    end
  end

  for id = 1, 60 do
    running = running + 1
    fibers[id] = spawn(work, id)
  end
  while running > 0 do
    if random(4) == 1 and interrupted < 30 then
      fibers[random(#fibers)]:interrupt()
      interrupted = interrupted + 1
    end
    this_fiber.yield()
  end
  for _, f in ipairs(fibers) do
    local ok, e = pcall(f.join, f)
    if not ok and tostring(e) ~= "Fiber interrupted" then print(e) end
  end
  assert(owner == nil and #queue == 0 and m:try_lock())
  return taken > 600 and taken < 1200
end

print(run(require "mutex".new(), false))
print(run(require "recursive_mutex".new(), true))
