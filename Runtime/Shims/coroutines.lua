-- Makes Lua's coroutine library work inside fibers. When a coroutine waits for the loop, its whole fiber waits, and the
-- code that resumed the coroutine does not notice the wait. A waiting coroutine yields TOKEN. resume passes TOKEN to
-- the loop, and the loop's answer to the coroutine, until the coroutine yields other values, returns or fails. resume,
-- wrap and yield are in calls.lua, or in C (Runtime/Calls).

local native, host = ...
local calls, helpers, state, fiber_thread = host.calls, host.helpers, host.state, native.fiber_thread
local finish_scopes, pass_on, is_ending = host.finish_scopes, host.pass_on, host.is_ending
local prepare_close, raise_in, is_unwinding = native.prepare_close, native.raise_in, native.is_unwinding
local coroutine, error, fail, select, type = coroutine, error, host.fail, select, type
local status, running, isyieldable, bad_type = coroutine.status, coroutine.running, coroutine.isyieldable, host.bad_type
local resume_plainly, is_waiting, close = calls.resume_plainly, calls.is_waiting, calls.close
local only_loop_resumes, without_place = calls.only_loop_resumes, host.without_place
local end_loadings_of = host.end_loadings_of

-- Scripts can get Lua's main thread and the main fiber's Lua thread. Only the loop may resume or close these threads.
local main_thread = debug.getregistry()[1]
local main_fiber = main_thread
only_loop_resumes(main_thread, main_fiber)

-- Closes a coroutine that prepare_close has prepared. The coroutine is resumed, closes its variables and fails, so that
-- its __close metamethods can wait for the loop. If a metamethod yields to the script, the yield raises an error, as in
-- lua, because no yield can leave coroutine.close.
local CROSSES <const> = "attempt to yield across a C-call boundary"

local function close_prepared(co)
  local ok, e = resume_plainly(co)
  while ok do
    if not raise_in(co) then return CROSSES end
    ok, e = resume_plainly(co, CROSSES)
  end
  return e
end

-- Closes a coroutine that a script may close. The variables are closed inside the coroutine, and then its remaining
-- cleanup handlers run. If the fiber must unwind, or if `e` ends the program, the fiber continues to unwind.
local function close_coroutine(co)
  local ok, e = status(co) == "suspended", nil
  if prepare_close(co) then
    e = close_prepared(co)
    ok = ok and e == nil
    close(co)
  else
    ok, e = close(co)
  end
  if state[2] ~= 0 then finish_scopes(co, e) end
  if state[1] then pass_on(e) end
  if ok then return true end
  return false, e
end

-- The numbers of helpers, as in calls.h.
local WAITS_ELSEWHERE <const>, ENDED <const>, FAILED <const>, FAILED_WRAPPED <const> = 8, 9, 10, 11
local RUNNING_FIBER <const> = 21

helpers[WAITS_ELSEWHERE] = function() -- raises, because a coroutine that was not resumed has no results
  fail("generic", native.EPERM, "resume", nil, "the coroutine waits in another fiber")
end

helpers[ENDED] = function(co)
  finish_scopes(co)
  if state[1] then pass_on() end
end

helpers[FAILED] = function(co, e)
  end_loadings_of(co)
  if state[1] and (is_ending(e) or is_unwinding()) then
    if status(co) == "dead" then close_coroutine(co) end
    pass_on(e)
  end
  if state[2] ~= 0 and status(co) == "dead" then
    finish_scopes(co, e)
    if state[1] then pass_on() end
  end
  return without_place[e] or e
end

-- Closes a wrapped coroutine that has failed, before its cleanup handlers run.
helpers[FAILED_WRAPPED] = function(co, e)
  end_loadings_of(co)
  e = without_place[e] or e
  if status(co) == "dead" then
    local closed, reason = close_coroutine(co)
    if not closed then e = without_place[reason] or reason end
  elseif state[1] then
    pass_on(e)
  end
  return e ~= "not enough memory", e
end

coroutine.resume, coroutine.wrap, coroutine.yield = calls.resume, calls.wrap, calls.yield

-- Returns the results of coroutine.running outside coroutines, in the body of a fiber.
local function running_fiber(co)
  if not native.is_main() then return nil end
  if main_fiber ~= co then
    main_fiber = co
    only_loop_resumes(main_thread, co)
  end
  return co, true -- true in the main fiber, as in lua's main program
end
helpers[RUNNING_FIBER] = running_fiber

function coroutine.isyieldable(...)
  local co = ...
  if select("#", ...) == 0 then co = running() end
  if type(co) ~= "thread" then bad_type(1, "isyieldable", "thread", co) end
  return not fiber_thread(co) and isyieldable(co)
end

function coroutine.running()
  local co, is_main = running()
  if not fiber_thread(co) then return co, is_main end
  return running_fiber(co)
end

local function status_of(co)
  local state = status(co)
  return state == "suspended" and (is_waiting(co) or co == main_fiber or co == main_thread) and "normal" or state
end

function coroutine.status(...)
  local co = ...
  if type(co) ~= "thread" then bad_type(1, "status", "thread", ...) end
  return status_of(co)
end

if native.calls then
  coroutine.isyieldable, coroutine.running, coroutine.status = calls.isyieldable, calls.running, calls.status
end

function coroutine.close(...)
  local co = ...
  if type(co) ~= "thread" then bad_type(1, "close", "thread", ...) end
  local state = status_of(co)
  if state == "running" or state == "normal" then error("cannot close a " .. state .. " coroutine", 2) end
  return close_coroutine(co)
end

for _, f in next, calls.parts or {} do host.stand_ins[f] = coroutine.resume end
for _, f in next, calls.plain_parts or {} do host.stand_ins[f] = coroutine.close end
for _, f in next, {close_prepared, close_coroutine} do host.stand_ins[f] = coroutine.close end
