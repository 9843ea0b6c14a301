-- Lua's coroutine library inside fibers: when a coroutine waits for the loop, the whole fiber waits, and whoever
-- resumed the coroutine does not see it. A waiting coroutine yields TOKEN; resume passes that on to the loop and
-- the loop's answer back, until the coroutine yields for its own reasons, returns or fails.

local native, host = ...
local TOKEN, block, fiber_thread = host.TOKEN, native.block, native.fiber_thread
local state, interruption_point = host.state, host.interruption_point
local finish_scopes, pass_on = host.finish_scopes, host.pass_on
local coroutine, error, select, type, setmetatable = coroutine, error, select, type, setmetatable
local resume, yield, status, running = coroutine.resume, coroutine.yield, coroutine.status, coroutine.running
local isyieldable, create, close = coroutine.isyieldable, coroutine.create, coroutine.close
local end_loadings_of = host.end_loadings_of

-- The coroutines that wait for the loop: to everybody else they run.
local waiting = setmetatable({}, {__mode = "k"})

local answer

-- Takes what a coroutine came back with: its own values, or the wish to wait, which this fiber passes on.
local function after(co, ...)
  local ok, token = ...
  if ok and token == TOKEN then
    waiting[co] = true
    return answer(co, yield(TOKEN))
  end
  if not ok then end_loadings_of(co) end
  if state[2] ~= 0 and status(co) == "dead" then finish_scopes(co) end
  if not ok and state[1] then pass_on(co) end
  return ...
end

function answer(co, ...)
  waiting[co] = nil
  return after(co, resume(co, ...))
end

local unblock = setmetatable({}, {__close = function() block(-1) end})

-- Resumes where this fiber cannot suspend, so that nothing in the coroutine may either.
local function resume_blocked(co, ...)
  block(1)
  local _ <close> = unblock
  return after(co, resume(co, ...))
end

local function resume_coroutine(co, ...)
  if waiting[co] then return false, "cannot resume non-suspended coroutine" end
  if state[1] then interruption_point() end
  if isyieldable() then return after(co, resume(co, ...)) end
  return resume_blocked(co, ...)
end

local function is_coroutine(co, name)
  if type(co) ~= "thread" then
    error("bad argument #1 to '" .. name .. "' (coroutine expected)", 3)
  end
end

function coroutine.resume(co, ...)
  is_coroutine(co, "resume")
  return resume_coroutine(co, ...)
end

-- What a wrapped coroutine returns; an error leaves it closed, and a message gets the caller's place, as in lua.
local function unwrap(co, ok, ...)
  if ok then return ... end
  local e = ...
  if status(co) == "dead" then
    local closed, reason = close(co)
    if not closed then e = reason end
  end
  if type(e) == "string" then error(e, 2) end
  error(e, 0)
end

function coroutine.wrap(f)
  if type(f) ~= "function" then
    error("bad argument #1 to 'wrap' (function expected)", 2)
  end
  local co = create(f)
  return function(...) return unwrap(co, resume_coroutine(co, ...)) end
end

function coroutine.yield(...)
  local co, is_main = running()
  if is_main or fiber_thread(co) then
    error("attempt to yield from outside a coroutine", 0)
  end
  return yield(...)
end

function coroutine.isyieldable(co)
  co = co or running()
  return not fiber_thread(co) and isyieldable(co)
end

function coroutine.running()
  local co, is_main = running()
  if fiber_thread(co) then return nil end
  return co, is_main
end

function coroutine.status(co)
  is_coroutine(co, "status")
  if waiting[co] then return "normal" end
  return status(co)
end

function coroutine.close(co)
  is_coroutine(co, "close")
  if waiting[co] then error("cannot close a normal coroutine", 2) end
  return close(co)
end
