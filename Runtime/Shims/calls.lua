-- pcall, xpcall and what resumes coroutines, where the C functions of the folder Calls are missing: the same functions in
-- Lua, under the same names. What shims do for both stands in helpers, by the numbers of calls.h.

local native, host = ...

local INTERRUPTION_POINT <const>, ENTER_INNER <const>, EXIT_INNER <const>, EXIT_SCOPE <const> = 1, 2, 3, 4
local HANDLERS <const>, WRAP_HANDLER <const>, WAITS_ELSEWHERE <const>, ENDED <const> = 5, 6, 8, 9
local FAILED <const>, FAILED_WRAPPED <const> = 10, 11

local calls, helpers = host.calls, host.helpers
local state, TOKEN, NONE = host.state, host.TOKEN, native.none
local block, fiber_thread, release = native.block, native.fiber_thread, native.release
local bad_argument, bad_type = host.bad_argument, host.bad_type
local coroutine, error, select, type, setmetatable = coroutine, error, select, type, setmetatable
local pcall, xpcall, next = pcall, xpcall, next
local resume, yield, status, running = coroutine.resume, coroutine.yield, coroutine.status, coroutine.running
local isyieldable, create, close = coroutine.isyieldable, coroutine.create, coroutine.close

-- The indexes of the flags: whether a fiber may have to raise, and how many handlers wait.
local ATTENTION <const>, PUSHED <const> = 1, 2

function calls.pcall(...)
  local f = ...
  if f == nil and select("#", ...) == 0 then bad_argument(1, "pcall", "value expected") end
  if state[ATTENTION] then helpers[INTERRUPTION_POINT]() end
  if state[PUSHED] == 0 then return helpers[EXIT_SCOPE](pcall(...)) end
  local stack, base, outer = helpers[ENTER_INNER]()
  return helpers[EXIT_INNER](stack, base, outer, pcall(...))
end

function calls.xpcall(f, handler, ...)
  if type(handler) ~= "function" then
    if handler == nil then bad_type(2, "xpcall", "function") end
    bad_type(2, "xpcall", "function", handler)
  end
  handler = helpers[HANDLERS][handler] or helpers[WRAP_HANDLER](handler)
  if state[ATTENTION] then helpers[INTERRUPTION_POINT]() end
  if state[PUSHED] == 0 then return helpers[EXIT_SCOPE](xpcall(f, handler, ...)) end
  local stack, base, outer = helpers[ENTER_INNER]()
  return helpers[EXIT_INNER](stack, base, outer, xpcall(f, handler, ...))
end

-- scopes.lua keeps the number itself.
function calls.count_handlers() end

local loadings = 0
function calls.count_loadings(change) loadings = loadings + change end

-- Whether there is no more to do than Lua does when a coroutine has failed. Without memory even a call may be too much.
local NO_MEMORY <const> = "not enough memory"
local function is_plain(e)
  return e == NO_MEMORY and not state[ATTENTION] and state[PUSHED] == 0 and loadings == 0
end

-- Coroutines -----------------------------------------------------------------------------------------------------

-- The coroutines that wait for the loop, by true: to everybody else they run. And the threads that only the loop resumes or
-- closes, by LOOPS.
local LOOPS <const> = "loop's"
local waiting = setmetatable({}, {__mode = "k"})

-- For RunningThread, which reads and writes their memory: the coroutine that runs, or NONE when it is the fiber itself;
-- and a number other than 0 while another thread holds on to what it has read. The first values are for its check.
local inner, held = NONE, 0x6865

local unblock = setmetatable({}, {__close = function() block(-1) end})

-- Makes what resumes a coroutine; ended(co) and failed(co, ok, e) are called when the coroutine has ended or failed.
local function resumer(ended, failed)
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
    if state[PUSHED] ~= 0 and status(co) == "dead" then ended(co) end
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
    if not isyieldable() then return resume_blocked(co, ...) end
    local outer = inner
    inner = co
    return after(co, outer, resume(co, ...))
  end

  return resume_coroutine, {after, answer, resume_blocked, resume_coroutine}
end

local function ended(co) helpers[ENDED](co) end

local resume_coroutine, parts = resumer(ended, function(co, _, e)
  if is_plain(e) then return false, e end
  return false, helpers[FAILED](co, e)
end)

local resume_wrapped, wrapped_parts = resumer(ended, function(_, ...) return ... end)

local resume_plainly, plain_parts = resumer(function() end, function(_, ...) return ... end)

calls.parts, calls.plain_parts = {}, plain_parts
for _, list in next, {parts, wrapped_parts} do
  for _, f in next, list do calls.parts[#calls.parts + 1] = f end
end

calls.resume_plainly = resume_plainly

-- Whether only the loop resumes the coroutine. One that waits in another fiber raises.
local function is_refused(co)
  local who = waiting[co]
  if who and who ~= LOOPS then helpers[WAITS_ELSEWHERE]() end
  return who
end

function calls.resume(...)
  local co = ...
  if type(co) ~= "thread" then bad_type(1, "resume", "thread", ...) end
  if is_refused(co) then return false, "cannot resume non-suspended coroutine" end
  if state[ATTENTION] then helpers[INTERRUPTION_POINT]() end
  return resume_coroutine(...)
end

-- Returns or raises what a wrapped coroutine came back with; an error leaves the coroutine closed, and a message gets the caller's place, as in lua.
local function unwrap(co, ok, ...)
  if ok then return ... end
  if is_plain((...)) then
    close(co)
    error(NO_MEMORY, 0)
  end
  local gets_place, e = helpers[FAILED_WRAPPED](co, (...))
  if gets_place and type(e) == "string" then error(e, 2) end
  error(e, 0)
end

function calls.wrap(...)
  local f = ...
  if type(f) ~= "function" then bad_type(1, "wrap", "function", ...) end
  local co = create(f)
  return function(...)
    is_refused(co)
    if state[ATTENTION] then helpers[INTERRUPTION_POINT]() end
    return unwrap(co, resume_wrapped(co, ...))
  end
end

function calls.yield(...)
  if inner == NONE then
    local co, is_main = running() -- which is a coroutine after all if a C module resumed it
    if is_main or fiber_thread(co) then error("attempt to yield from outside a coroutine", 0) end
  end
  return yield(...)
end

function calls.is_waiting(co) return waiting[co] == true end

-- Closes a coroutine as Lua does. What it has to close cannot wait.
local function back(outer, ...)
  inner = outer
  if held ~= 0 then release() end
  return ...
end

function calls.close(co)
  local outer = inner
  inner = co
  return back(outer, close(co))
end

function calls.only_loop_resumes(main_thread, main_fiber)
  waiting[main_thread], waiting[main_fiber] = LOOPS, LOOPS
end

-- Whose upvalues RunningThread watches, in this order.
function host.watched() return inner, held end
