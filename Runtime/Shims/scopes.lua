-- Scopes: lists of cleanup handlers that run, last in first out, when what they belong to is left, however that
-- happens. The bodies of scope, pcall, xpcall, fibers and coroutines are scopes. pcall, xpcall and coroutine.resume are
-- also where an interrupted fiber raises, and where the end of the program is passed on. The functions themselves are those of
-- calls.lua, or of C.

local native, host = ...
local state, trace, ENDING = host.state, native.trace, host.ENDING
local is_unwinding, cleanup, cleanup_failed = native.is_unwinding, native.cleanup, native.cleanup_failed
local check, interruption_point = host.check, native.interruption_point
local bad_argument, bad_type, done = host.bad_argument, host.bad_type, host.done
local error, select, type, setmetatable, rawequal = error, select, type, setmetatable, rawequal
local tonumber, tointeger = tonumber, math.tointeger
local pcall, xpcall, load, collectgarbage = pcall, xpcall, load, collectgarbage
local running, calls, helpers = coroutine.running, host.calls, host.helpers
local count_handlers = calls.count_handlers

-- state[1]: whether there is a fiber that may have to raise at an interruption point (the scheduler sets it).
-- state[2]: how many handlers wait in all coroutines; while there is none, scopes cost next to nothing.
local ATTENTION <const>, PUSHED <const> = 1, 2
state[PUSHED] = 0

-- By coroutine: { handlers..., n = their number, base = how many of them belong to outer scopes }.
local stacks = setmetatable({}, {__mode = "k"})

local function count(change)
  state[PUSHED] = state[PUSHED] + change
  count_handlers(change)
end

-- The handlers of a coroutine that was dropped never run: they count no longer.
local stack_mt = {__gc = function(stack) count(-stack.n) end}

local function stack_of(co)
  local stack = stacks[co]
  if not stack then
    stack = setmetatable({n = 0, base = 0}, stack_mt)
    stacks[co] = stack
  end
  return stack
end

local function take(stack)
  local n = stack.n
  local handler = stack[n]
  stack[n], stack.n = nil, n - 1
  count(-1)
  return handler
end

local function enter_inner()
  local stack = stack_of(running())
  local base, outer = stack.n, stack.base
  stack.base = base
  return stack, base, outer
end

local run_down

-- A to-be-closed value that counts a handler as ended, also where the coroutine that it runs in is closed meanwhile.
local cleanup_over = setmetatable({}, {__close = function() cleanup(-1) end})

-- Calls a handler, with interruption disabled; its body is a scope. e is the error that leaves the handler's own scope, or
-- nil. Scopes are trusted to keep the program's invariants: if one fails, the program cannot go on.
local function run(handler, e)
  cleanup(1)
  local _ <close> = cleanup_over
  local stack, base, outer = enter_inner()
  local ok, failure = xpcall(handler, trace)
  if not ok and not rawequal(failure, ENDING) then cleanup_failed(failure, e) end
  run_down(stack, base, e)
  stack.base = outer
end

function run_down(stack, base, e)
  while stack.n > base do run(take(stack), e) end
end

-- Runs what is left of a finished coroutine's, or fiber's, handlers; e is the error that it has ended with, or nil.
local function finish(co, e)
  local stack = stacks[co]
  if stack then run_down(stack, 0, e) end
end
host.finish_scopes = finish

-- Whether an error is the end of the program: ENDING, or, in the fiber that has ended it, nil.
local function is_ending(e)
  return rawequal(e, ENDING) or e == nil and is_unwinding()
end
host.is_ending = is_ending

-- Has a fiber that unwinds because the program ends go on unwinding, whatever error it was stopped with; and cleanup that has
-- ended the program.
local function pass_on(e)
  local unwinds, has_exited = is_unwinding()
  if unwinds then error(not has_exited and ENDING or nil, 0) end
  if rawequal(e, ENDING) then error(e, 0) end
end
host.pass_on = pass_on

-- Raises if the running fiber was interrupted.
function host.interruption_point()
  check(interruption_point())
end

-- Lua's messages about an overflow that a call of ours met, not one of the script's, by the message without our place.
-- Trace in HostFunctions removes the place as well.
local without_place = {
  ["[moonwire]:-1: stack overflow"] = "stack overflow",
  ["[moonwire]:-1: C stack overflow"] = "C stack overflow",
}
host.without_place = without_place

-- The outcome of a body that began when no coroutine had a handler.
local function exit_scope(ok, ...)
  if state[PUSHED] ~= 0 then finish(running(), not ok and (...) or nil) end
  if not ok then
    if state[ATTENTION] then pass_on((...)) end
    local clean = without_place[(...)]
    if clean then return false, clean end
  end
  return ok, ...
end

-- The outcome of a body whose scope is inside another one.
local function exit_inner(stack, base, outer, ok, ...)
  run_down(stack, base, not ok and (...) or nil)
  stack.base = outer
  if state[ATTENTION] then pass_on((...)) end
  local clean = not ok and without_place[(...)]
  if clean then return false, clean end
  return ok, ...
end

-- The numbers of what C calls, as in calls.h.
local INTERRUPTION_POINT <const>, ENTER_INNER <const>, EXIT_INNER <const>, EXIT_SCOPE <const> = 1, 2, 3, 4
local HANDLERS <const>, WRAP_HANDLER <const> = 5, 6

helpers[INTERRUPTION_POINT], helpers[ENTER_INNER] = host.interruption_point, enter_inner
helpers[EXIT_INNER], helpers[EXIT_SCOPE] = exit_inner, exit_scope

-- Message handlers as Lua gets them: the end of the program is no message. By handler; a tail call keeps the levels.
local handlers = setmetatable({}, {__mode = "k"})

local function wrap_handler(handler)
  local function wrapped(e)
    if is_ending(e) then return e end
    return handler(without_place[e] or e)
  end
  handlers[handler] = wrapped
  return wrapped
end

helpers[HANDLERS], helpers[WRAP_HANDLER] = handlers, wrap_handler
_G.pcall, _G.xpcall = calls.pcall, calls.xpcall

-- Runs the fiber's handlers that are left when its function has returned, or has failed with an error.
function host.finish_fiber(e) finish(running(), e) end

-- load may call a function of the script's for the pieces of a chunk, and passes on no error of that.
local function loaded(ok, ...)
  if not ok then return done("load", ok, ...) end
  local f, e = ...
  if not f and state[ATTENTION] then pass_on(e) end
  return ...
end

function _G.load(...) return loaded(pcall(load, ...)) end

local function wrong(operation, argument, expected, value)
  local e = host.new_error("generic", native.EINVAL)
  e.operation, e.arg = operation, argument
  e.detail = expected .. " expected, got " .. type(value)
  error(e, 0)
end

-- A to-be-closed value that ends a scope: unlike pcall it leaves an error's place, and its traceback, alone.
local guard_mt = {}

function guard_mt:__close(e)
  run_down(self.stack, self.base, e)
  self.stack.base = self.outer
  if state[ATTENTION] then pass_on() end
end

-- The function is called as a value without a name, because Lua would tell the name of ours in its messages.
function scope(...)
  local f = ...
  if type(f) ~= "function" then wrong("scope", 1, "function", f) end
  local stack, base, outer = enter_inner()
  local _ <close> = setmetatable({stack = stack, base = base, outer = outer}, guard_mt)
  return (...)(select(2, ...))
end

function scope_cleanup_push(handler)
  if type(handler) ~= "function" then wrong("scope_cleanup_push", 1, "function", handler) end
  local stack = stack_of(running())
  local n = stack.n + 1
  stack[n], stack.n = handler, n
  count(1)
end

function scope_cleanup_pop(execute)
  local stack = stacks[running()]
  if not stack or stack.n == stack.base then
    local e = host.new_error("runtime", native.UNMATCHED)
    e.operation = "scope_cleanup_pop"
    error(e, 0)
  end
  local handler = take(stack)
  if execute == nil or execute then run(handler) end
  if state[ATTENTION] then pass_on() end
end

-- Runs the handlers of coroutines that are not left by an error.
local function finish_here(is_left, ...)
  for i = 1, select("#", ...) do finish((select(i, ...))) end
  return is_left
end

-- Ends the program: every fiber unwinds, its cleanup handlers run and its variables are closed. In a
-- finalizer, where an error goes nowhere, and in the callback of a C library, which may catch the error, the process ends
-- here; close then says whether the Lua state is closed before. The collector tells nothing while it runs a finalizer.
function host.exit(code, close)
  local in_finalizer = not collectgarbage("count")
  if in_finalizer or not finish_here(check(native.exit(code))) then
    check(native.exit_here(code, close and true or false, in_finalizer))
  end
  pass_on(ENDING)
end

function os.exit(...)
  local code, close = ...
  if code == nil or code == true then code = 0 elseif code == false then code = 1 end
  local status = tointeger(code)
  if not status then
    if tonumber(code) then bad_argument(1, "exit", "number has no integer representation") end
    bad_type(1, "exit", "number", ...)
  end
  host.exit(status, close)
end
