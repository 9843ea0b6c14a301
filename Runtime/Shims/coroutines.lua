-- Lua's coroutine library inside fibers: when a coroutine waits for the loop, the whole fiber waits, and the code that resumed the
-- coroutine does not see it. A waiting coroutine yields TOKEN; resume passes that on to the loop and the loop's answer back,
-- until the coroutine yields for its own reasons, returns or fails. resume, wrap and yield are those of calls.lua, or of C.

local native, host = ...
local calls, helpers, state, fiber_thread = host.calls, host.helpers, host.state, native.fiber_thread
local finish_scopes, pass_on, is_ending = host.finish_scopes, host.pass_on, host.is_ending
local prepare_close, raise_in, is_unwinding = native.prepare_close, native.raise_in, native.is_unwinding
local coroutine, error, type = coroutine, error, type
local status, running, isyieldable, bad_type = coroutine.status, coroutine.running, coroutine.isyieldable, host.bad_type
local resume_plainly, is_waiting, close = calls.resume_plainly, calls.is_waiting, calls.close
local only_loop_resumes, without_place = calls.only_loop_resumes, host.without_place
local end_loadings_of = host.end_loadings_of

-- Scripts can get hold of Lua's main thread and of the main fiber's thread. Neither is a coroutine.
local main_thread = debug.getregistry()[1]
local main_fiber = main_thread
only_loop_resumes(main_thread, main_fiber)

-- A coroutine in which something waits to be closed is closed like this: it is resumed, closes that and fails. So its __close may
-- wait for the loop. A yield of the script's own raises in there, as in lua, where close cannot be left by one.
local CROSSES <const> = "attempt to yield across a C-call boundary"

local function close_prepared(co)
  local ok, e = resume_plainly(co)
  while ok do
    if not raise_in(co) then return CROSSES end
    ok, e = resume_plainly(co, CROSSES)
  end
  return e
end

-- Closes a coroutine that can be closed: what it has to close runs in it, and then the handlers that are left. In a fiber
-- that has to unwind, which e may have told, it goes on unwinding.
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

-- The numbers of what C calls, as in calls.h.
local WAITS_ELSEWHERE <const>, ENDED <const>, FAILED <const>, FAILED_WRAPPED <const> = 8, 9, 10, 11
local RUNNING_FIBER <const> = 21

helpers[WAITS_ELSEWHERE] = function() -- nothing came of the resumption, so there is no outcome to return
  local e = host.new_error("generic", native.EPERM)
  e.operation, e.detail = "resume", "the coroutine waits in another fiber"
  error(e, 0)
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

-- A wrapped coroutine that has failed is closed before its handlers run.
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

-- Returns what coroutine.running returns in a fiber's own body.
local function running_fiber(co)
  if not native.is_main() then return nil end
  if main_fiber ~= co then
    main_fiber = co
    only_loop_resumes(main_thread, co)
  end
  return co, true -- the script's own body, as in lua
end
helpers[RUNNING_FIBER] = running_fiber

function coroutine.isyieldable(co)
  if co == nil then co = running() end
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
