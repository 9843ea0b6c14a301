-- Lua versions of the C functions of Runtime/Calls, for systems without them: pcall, xpcall and the functions that
-- resume coroutines, under the same names. Both versions call the helpers by the numbers of calls.h.

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

-- The indexes of `state`: true while a fiber may have to raise, and the number of registered cleanup handlers.
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

-- Does nothing, because scopes.lua keeps the count in `state`.
function calls.count_handlers() end

local loadings = 0
function calls.count_loadings(change) loadings = loadings + change end

-- Returns true if a coroutine has failed for lack of memory and the failure needs no work beyond Lua's. The caller
-- then calls no helper, because even a call may need too much memory.
local NO_MEMORY <const> = "not enough memory"
local function is_plain(e)
  return e == NO_MEMORY and not state[ATTENTION] and state[PUSHED] == 0 and loadings == 0
end

-- Coroutines -----------------------------------------------------------------------------------------------------

-- In `waiting`, a coroutine that waits for the loop has the value true. Scripts see its status as "normal". A Lua
-- thread that only the loop may resume or close has the value LOOPS.
local LOOPS <const> = "loop's"
local waiting = setmetatable({}, {__mode = "k"})

-- RunningThread reads and writes the memory of these two variables. `inner` is the running coroutine, or NONE while
-- the fiber's own Lua thread runs. `held` is not 0 while another OS thread uses the Lua thread that it has read from
-- `inner`. RunningThread checks the initial values.
local inner, held = NONE, 0x6865

local unblock = setmetatable({}, {__close = function() block(-1) end})

-- Returns a function that resumes a coroutine, and a list of the functions that do its work. The function calls
-- ended(co) when the coroutine has ended while cleanup handlers are registered, and failed(co, ok, e) when the
-- coroutine has failed.
local function resumer(ended, failed)
  local answer

  -- Handles the results of a resume. If the coroutine has yielded TOKEN, this function yields TOKEN too, because the
  -- whole fiber has to wait. Otherwise this function returns the results. The first local must have the name "co",
  -- because reports find the coroutine in which a fiber waits by this name.
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

  -- Resumes the coroutine from code that cannot suspend, so that the coroutine cannot wait for the loop.
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

-- Returns a true value if only the loop may resume the Lua thread. Raises an error if the coroutine waits in another
-- fiber.
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

-- Returns the results of a wrapped coroutine, or closes it and raises its error. A message gets the position of the
-- caller, as in lua.
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
    local co, is_main = running() -- a coroutine that a C module has resumed is not in `inner`
    if is_main or fiber_thread(co) then error("attempt to yield from outside a coroutine", 0) end
  end
  return yield(...)
end

function calls.is_waiting(co) return waiting[co] == true end

-- Restores `inner` after a close, and returns the results.
local function back(outer, ...)
  inner = outer
  if held ~= 0 then release() end
  return ...
end

-- Closes a coroutine with Lua's own function. The __close metamethods cannot wait for the loop.
function calls.close(co)
  local outer = inner
  inner = co
  return back(outer, close(co))
end

function calls.only_loop_resumes(main_thread, main_fiber)
  waiting[main_thread], waiting[main_fiber] = LOOPS, LOOPS
end

-- RunningThread watches the upvalues of this function, in this order.
function host.watched() return inner, held end
