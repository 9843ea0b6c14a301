-- Lua's coroutine library inside fibers: when a coroutine waits for the loop, the whole fiber waits, and whoever
-- resumed the coroutine does not see it. A waiting coroutine yields TOKEN; resume passes that on to the loop and
-- the loop's answer back, until the coroutine yields for its own reasons, returns or fails.

local native, host = ...
local TOKEN, NONE, block, fiber_thread, release = host.TOKEN, native.none, native.block, native.fiber_thread, native.release
local state, interruption_point = host.state, host.interruption_point
local finish_scopes, pass_on, is_ending = host.finish_scopes, host.pass_on, host.is_ending
local without_place = host.without_place
local prepare_close, raise_in, is_unwinding = native.prepare_close, native.raise_in, native.is_unwinding
local coroutine, error, select, type, setmetatable = coroutine, error, select, type, setmetatable
local resume, yield, status, running = coroutine.resume, coroutine.yield, coroutine.status, coroutine.running
local isyieldable, create, close, bad_type = coroutine.isyieldable, coroutine.create, coroutine.close, host.bad_type
local end_loadings_of = host.end_loadings_of

-- The coroutines that wait for the loop, by true: to everybody else they run. And what only the loop resumes or closes,
-- by LOOPS: the threads that scripts can get hold of but that are no coroutines, which are Lua's main one and that of
-- the main fiber.
local LOOPS <const> = "loop's"
local waiting = setmetatable({[debug.getregistry()[1]] = LOOPS}, {__mode = "k"})

-- For RunningThread, which reads and writes their memory: the coroutine that runs, or NONE when it is the fiber itself;
-- and a number other than 0 while another thread holds on to what it has read. The first values are for its check.
local inner, held = NONE, 0x6865

-- Another coroutine runs again, after one that came back with these values.
local function back(outer, ...)
  inner = outer
  if held ~= 0 then release() end
  return ...
end

local unblock = setmetatable({}, {__close = function() block(-1) end})

-- Raises if another fiber waits in the coroutine: nothing came of it, so there is no outcome to return.
local function refuse(co)
  if waiting[co] == LOOPS then return false, "cannot resume non-suspended coroutine" end
  local e = host.new_error("generic", native.EPERM)
  e.operation, e.detail = "resume", "the coroutine waits in another fiber"
  error(e, 0)
end

-- Makes what resumes a coroutine; failed(co, false, e) is called when that has failed.
local function resumer(failed)
  local answer

  -- Takes what a coroutine came back with: its own values, or the wish to wait, which this fiber passes on. Reports find
  -- the coroutine that a fiber waits in by the name of the first local.
  local function after(co, outer, ...)
    inner = outer
    if held ~= 0 then release() end
    local ok, token = ...
    if not ok then return failed(co, ...) end
    if TOKEN == token then
      waiting[co] = true
      return answer(co, outer, yield(TOKEN))
    end
    if state[2] ~= 0 and status(co) == "dead" then
      finish_scopes(co)
      if state[1] then pass_on() end
    end
    return ...
  end

  function answer(co, outer, ...)
    waiting[co] = nil
    inner = co
    return after(co, outer, resume(co, ...))
  end

  -- Resumes where this fiber cannot suspend, so that nothing in the coroutine may either.
  local function resume_blocked(co, ...)
    block(1)
    local _ <close> = unblock
    local outer = inner
    inner = co
    return after(co, outer, resume(co, ...))
  end

  local function resume_coroutine(co, ...)
    if waiting[co] then return refuse(co) end
    if state[1] then interruption_point() end
    if not isyieldable() then return resume_blocked(co, ...) end
    local outer = inner
    inner = co
    return after(co, outer, resume(co, ...))
  end

  return resume_coroutine, {after, answer, resume_blocked, resume_coroutine}
end

-- Closing a coroutine in which something waits to be closed: it is resumed, closes that and fails. So its __close may wait
-- for the loop. A yield of the script's own raises in there, as in lua, where close cannot be left by one.
local CROSSES <const> = "attempt to yield across a C-call boundary"
local go_on_closing

local function closing(co, outer, ok, e)
  inner = outer
  if held ~= 0 then release() end
  if not ok then return e end
  if TOKEN == e then
    waiting[co] = true
    return go_on_closing(co, outer, yield(TOKEN))
  end
  if not raise_in(co) then return CROSSES end
  inner = co
  return closing(co, outer, resume(co, CROSSES))
end

function go_on_closing(co, outer, ...)
  waiting[co] = nil
  inner = co
  return closing(co, outer, resume(co, ...))
end

local function close_prepared(co)
  local outer = inner
  inner = co
  return closing(co, outer, resume(co))
end

local function close_blocked(co)
  block(1)
  local _ <close> = unblock
  return (close_prepared(co))
end

-- Closes a coroutine that can be closed: what it has to close runs in it, and then the handlers that are left. In a fiber
-- that unwinds, which e may have told, it goes on unwinding.
local function close_coroutine(co)
  local ok, e = status(co) == "suspended", nil
  if prepare_close(co) then
    if isyieldable() then e = close_prepared(co) else e = close_blocked(co) end
    ok = ok and e == nil
    close(co)
  else
    local outer = inner
    inner = co
    ok, e = back(outer, close(co))
  end
  if state[2] ~= 0 then finish_scopes(co, e) end
  if state[1] then pass_on(e) end
  if ok then return true end
  return false, e
end

local resume_coroutine, parts = resumer(function(co, ...)
  end_loadings_of(co)
  local _, e = ...
  if state[1] and (is_ending(e) or is_unwinding()) then
    if status(co) == "dead" then close_coroutine(co) end
    pass_on(e)
  end
  if state[2] ~= 0 and status(co) == "dead" then
    finish_scopes(co, e)
    if state[1] then pass_on() end
  end
  return false, without_place[e] or e
end)

-- A wrapped coroutine that has failed is closed before its handlers run.
local resume_wrapped, wrapped_parts = resumer(function(co, ...)
  end_loadings_of(co)
  return ...
end)

function coroutine.resume(...)
  if type((...)) ~= "thread" then bad_type(1, "resume", "thread", ...) end
  return resume_coroutine(...)
end

-- What a wrapped coroutine returns; an error leaves it closed, and a message gets the caller's place, as in lua.
local function unwrap(co, ok, ...)
  if ok then return ... end
  local e = ...
  e = without_place[e] or e
  if status(co) == "dead" then
    local closed, reason = close_coroutine(co)
    if not closed then e = without_place[reason] or reason end
  elseif state[1] then
    pass_on(e)
  end
  if type(e) == "string" and e ~= "not enough memory" then error(e, 2) end
  error(e, 0)
end

function coroutine.wrap(...)
  local f = ...
  if type(f) ~= "function" then bad_type(1, "wrap", "function", ...) end
  local co = create(f)
  return function(...) return unwrap(co, resume_wrapped(co, ...)) end
end

function coroutine.yield(...)
  if inner == NONE then
    local co, is_main = running() -- which is a coroutine after all if a C module resumed it
    if is_main or fiber_thread(co) then
      error("attempt to yield from outside a coroutine", 0)
    end
  end
  return yield(...)
end

function coroutine.isyieldable(co)
  if co == nil then co = running() end
  if type(co) ~= "thread" then bad_type(1, "isyieldable", "thread", co) end
  return not fiber_thread(co) and isyieldable(co)
end

function coroutine.running()
  local co, is_main = running()
  if not fiber_thread(co) then return co, is_main end
  if not native.is_main() then return nil end
  waiting[co] = LOOPS
  return co, true -- the script's own body, as in lua
end

local function status_of(co)
  local state = status(co)
  return state == "suspended" and waiting[co] and "normal" or state
end

function coroutine.status(...)
  local co = ...
  if type(co) ~= "thread" then bad_type(1, "status", "thread", ...) end
  return status_of(co)
end

function coroutine.close(...)
  local co = ...
  if type(co) ~= "thread" then bad_type(1, "close", "thread", ...) end
  local state = status_of(co)
  if state == "running" or state == "normal" or waiting[co] then error("cannot close a " .. state .. " coroutine", 2) end
  return close_coroutine(co)
end

for _, list in next, {parts, wrapped_parts} do
  for _, f in next, list do host.stand_ins[f] = coroutine.resume end
end
for _, f in next, {closing, go_on_closing, close_prepared, close_blocked, close_coroutine} do
  host.stand_ins[f] = coroutine.close
end

-- Whose upvalues RunningThread watches, in this order.
function host.watched() return inner, held end
