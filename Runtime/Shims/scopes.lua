-- Scopes are lists of cleanup handlers. When a scope is left, normally or through an error, its handlers run, the last
-- handler first. The bodies of scope, pcall, xpcall, fibers and coroutines are scopes. pcall, xpcall and
-- coroutine.resume are also interruption points, and they pass on the end of the program. These functions are in
-- calls.lua, or in C (Runtime/Calls).

local native, host = ...
local state, trace, ENDING = host.state, native.trace, host.ENDING
local is_unwinding, cleanup, cleanup_failed = native.is_unwinding, native.cleanup, native.cleanup_failed
local check, raise_end, interruption_point = host.check, host.raise_end, native.interruption_point
local bad_argument, bad_type, done = host.bad_argument, host.bad_type, host.done
local error, select, type, setmetatable, rawequal = error, select, type, setmetatable, rawequal
local fail = host.fail
local tonumber, tointeger = tonumber, math.tointeger
local pcall, xpcall, load, collectgarbage = pcall, xpcall, load, collectgarbage
local running, calls, helpers = coroutine.running, host.calls, host.helpers
local count_handlers = calls.count_handlers

-- state[1]: true if a fiber may have to raise at an interruption point (the scheduler sets it).
-- state[2]: the number of registered handlers in all coroutines. While this number is 0, scopes cost almost nothing.
local ATTENTION <const>, PUSHED <const> = 1, 2
state[PUSHED] = 0

-- Maps coroutines to { handlers..., n = their number, base = the number of handlers that belong to outer scopes }.
local stacks = setmetatable({}, {__mode = "k"})

local function count(change)
  state[PUSHED] = state[PUSHED] + change
  count_handlers(change)
end

-- The handlers of a coroutine that was collected never run, so they no longer count.
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

-- A to-be-closed value that marks the end of a handler, even if the handler's coroutine is closed while the handler
-- runs.
local cleanup_over = setmetatable({}, {__close = function() cleanup(-1) end})

-- Calls a handler, with interruption disabled. The body of the handler is a scope. `e` is the error that leaves the
-- scope of the handler, or nil. If a handler fails, the program cannot continue, because scopes must keep the program's
-- invariants.
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

-- Runs the remaining handlers of a finished coroutine or fiber. `e` is the error that has ended it, or nil.
local function finish(co, e)
  local stack = stacks[co]
  if stack then run_down(stack, 0, e) end
end
host.finish_scopes = finish

-- Returns true if an error is the end of the program: ENDING or, in the fiber that has ended the program, nil.
local function is_ending(e)
  return rawequal(e, ENDING) or e == nil and is_unwinding()
end
host.is_ending = is_ending

-- Makes the running fiber continue to unwind if the program is ending, no matter which error was caught. Also passes on
-- ENDING from cleanup that has ended the program.
local function pass_on(e)
  local unwinds, has_exited = is_unwinding()
  if unwinds then raise_end(not has_exited and ENDING or nil) end
  if rawequal(e, ENDING) then raise_end(e) end
end
host.pass_on = pass_on

-- Raises if the running fiber was interrupted.
function host.interruption_point()
  check(interruption_point())
end

-- Maps Lua's messages about a stack overflow in one of our calls to the messages without our position. The script did
-- not make this call, so the position means nothing to the script. Trace in HostFunctions removes the position as well.
local without_place = {
  ["[moonwire]:-1: stack overflow"] = "stack overflow",
  ["[moonwire]:-1: C stack overflow"] = "C stack overflow",
}
host.without_place = without_place

-- Ends the scope of a body that began while no handler was registered, and returns the outcome of the body.
local function exit_scope(ok, ...)
  if state[PUSHED] ~= 0 then finish(running(), not ok and (...) or nil) end
  if not ok then
    if state[ATTENTION] then pass_on((...)) end
    local clean = without_place[(...)]
    if clean then return false, clean end
  end
  return ok, ...
end

-- Ends a scope inside another scope, and returns the outcome of its body.
local function exit_inner(stack, base, outer, ok, ...)
  run_down(stack, base, not ok and (...) or nil)
  stack.base = outer
  if state[ATTENTION] then pass_on((...)) end
  local clean = not ok and without_place[(...)]
  if clean then return false, clean end
  return ok, ...
end

-- The numbers of helpers, as in calls.h.
local INTERRUPTION_POINT <const>, ENTER_INNER <const>, EXIT_INNER <const>, EXIT_SCOPE <const> = 1, 2, 3, 4
local HANDLERS <const>, WRAP_HANDLER <const> = 5, 6

helpers[INTERRUPTION_POINT], helpers[ENTER_INNER] = host.interruption_point, enter_inner
helpers[EXIT_INNER], helpers[EXIT_SCOPE] = exit_inner, exit_scope

-- Maps each message handler of a script to the wrapper that Lua gets. The wrapper does not call the handler for the
-- error that ends the program, because a script must not see this error. The wrapper calls the handler in a tail call,
-- which keeps the levels.
local handlers = setmetatable({}, {__mode = "k"})

-- The errors, apart from nil, that a wrapper does not pass to its handler unchanged.
local special = {[ENDING] = true}
for message in next, without_place do special[message] = true end

local function wrap_handler(handler)
  local function wrapped(e)
    if e ~= nil and not special[e] then return handler(e) end -- most errors
    if is_ending(e) then return e end
    return handler(without_place[e] or e)
  end
  handlers[handler] = wrapped
  return wrapped
end

helpers[HANDLERS], helpers[WRAP_HANDLER] = handlers, wrap_handler
_G.pcall, _G.xpcall = calls.pcall, calls.xpcall

-- Runs the remaining handlers of the fiber when its function has returned, or has failed with an error.
function host.finish_fiber(e) finish(running(), e) end

-- Returns the results of load. While the program is ending, raises ENDING again, because load catches the errors of a
-- function with which a script supplies the pieces of a chunk.
local function loaded(ok, ...)
  if not ok then return done("load", ok, ...) end
  local f, e = ...
  if not f and state[ATTENTION] then pass_on(e) end
  return ...
end

function _G.load(...) return loaded(pcall(load, ...)) end

local function wrong(operation, argument, expected, value)
  fail("generic", native.EINVAL, operation, argument, expected .. " expected, got " .. type(value))
end

-- A to-be-closed value that ends a scope. Unlike pcall, it leaves an error's position and traceback unchanged.
local guard_mt = {}

function guard_mt:__close(e)
  run_down(self.stack, self.base, e)
  self.stack.base = self.outer
  if state[ATTENTION] then pass_on() end
end

-- Calls the function as an unnamed value, because Lua's messages would otherwise contain the name of our variable.
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
    fail("runtime", native.UNMATCHED, "scope_cleanup_pop")
  end
  local handler = take(stack)
  if execute == nil or execute then run(handler) end
  if state[ATTENTION] then pass_on() end
end

-- Runs the handlers of coroutines that no error will unwind.
local function finish_here(is_left, ...)
  for i = 1, select("#", ...) do finish((select(i, ...))) end
  return is_left
end

-- Ends the program: every fiber unwinds, its cleanup handlers run and its variables are closed. In a finalizer, whose
-- errors Lua ignores, and in the callback of a C library, which may catch the error, the process ends here instead.
-- `close` is true to close the Lua state first. collectgarbage("count") returns nil while a finalizer runs.
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
