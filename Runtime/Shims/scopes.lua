-- Scopes: lists of cleanup handlers that run, last in first out, when what they belong to is left, however that
-- happens. The bodies of scope, pcall, xpcall, fibers and coroutines are scopes. pcall, xpcall and coroutine.resume are
-- also where an interrupted fiber raises, and where the end of the program is passed on.

local native, host = ...
local state, trace, ENDING = host.state, native.trace, native.ending
local must_leave, cleanup, cleanup_failed = native.must_leave, native.cleanup, native.cleanup_failed
local check, interruption_point = host.check, native.interruption_point
local bad_argument, bad_type = host.bad_argument, host.bad_type
local error, select, type, setmetatable = error, select, type, setmetatable
local tonumber, tointeger = tonumber, math.tointeger
local pcall, xpcall, getinfo = pcall, xpcall, debug.getinfo
local running, status, close = coroutine.running, coroutine.status, coroutine.close

-- state[1]: whether there is a fiber that may have to raise at an interruption point (the scheduler sets it).
-- state[2]: how many handlers wait in all coroutines; while there is none, scopes cost next to nothing.
local ATTENTION <const>, PUSHED <const> = 1, 2
state[PUSHED] = 0

-- By coroutine: { handlers..., n = their number, base = how many of them belong to outer scopes }.
local stacks = setmetatable({}, {__mode = "k"})

local function stack_of(co)
  local stack = stacks[co]
  if not stack then
    stack = {n = 0, base = 0}
    stacks[co] = stack
  end
  return stack
end

local function take(stack)
  local n = stack.n
  local handler = stack[n]
  stack[n], stack.n = nil, n - 1
  state[PUSHED] = state[PUSHED] - 1
  return handler
end

-- Calls a handler, with interruption disabled. Scopes are trusted to keep the program's invariants: if one fails, the
-- program cannot go on.
local function run(handler)
  cleanup(1)
  local ok, e = xpcall(handler, trace)
  cleanup(-1)
  if not ok and e ~= ENDING then cleanup_failed(e) end
end

local function run_down(stack, base)
  while stack.n > base do run(take(stack)) end
end

-- Runs what is left of a finished coroutine's, or fiber's, handlers.
local function finish(co)
  local stack = stacks[co]
  if stack then run_down(stack, 0) end
end
host.finish_scopes = finish

-- Whether an error is the end of the program: ENDING, or, so that variables are closed as without an error, nil.
local function is_ending(e)
  return e == ENDING or e == nil and must_leave()
end
host.is_ending = is_ending

-- Has a fiber that leaves because the program ends go on leaving, here out of a coroutine that this has ended.
local function pass_on(co)
  if not must_leave() then return end
  if co and status(co) == "dead" then close(co) end
  error(nil, 0)
end
host.pass_on = pass_on

-- Raises if the running fiber was interrupted.
function host.interruption_point()
  check(interruption_point())
end

-- The outcome of a body that began when no coroutine had a handler.
local function leave(ok, ...)
  if state[PUSHED] ~= 0 then finish(running()) end
  if not ok and state[ATTENTION] then pass_on() end
  return ok, ...
end

-- The outcome of a body whose scope is inside another one.
local function leave_inner(stack, base, outer, ok, ...)
  run_down(stack, base)
  stack.base = outer
  if not ok and state[ATTENTION] then pass_on() end
  return ok, ...
end

local function enter_inner()
  local stack = stack_of(running())
  local base, outer = stack.n, stack.base
  stack.base = base
  return stack, base, outer
end

function _G.pcall(...)
  local f = ...
  if f == nil and select("#", ...) == 0 then bad_argument(1, "pcall", "value expected") end
  if state[ATTENTION] then check(interruption_point()) end
  if state[PUSHED] == 0 then return leave(pcall(...)) end
  local stack, base, outer = enter_inner()
  return leave_inner(stack, base, outer, pcall(...))
end

-- Message handlers as Lua gets them: the end of the program is no message. By handler; a tail call keeps the levels.
local handlers = setmetatable({}, {__mode = "k"})

local function wrap_handler(handler)
  local function wrapped(e)
    if is_ending(e) then return e end
    return handler(e)
  end
  handlers[handler] = wrapped
  return wrapped
end

function _G.xpcall(f, handler, ...)
  if type(handler) ~= "function" then
    if handler == nil then bad_type(2, "xpcall", "function") end
    bad_type(2, "xpcall", "function", handler)
  end
  handler = handlers[handler] or wrap_handler(handler)
  if state[ATTENTION] then check(interruption_point()) end
  if state[PUSHED] == 0 then return leave(xpcall(f, handler, ...)) end
  local stack, base, outer = enter_inner()
  return leave_inner(stack, base, outer, xpcall(f, handler, ...))
end

-- What a fiber runs when its function has returned or failed while handlers wait.
function host.finish_fiber() finish(running()) end

local function wrong(operation, argument, expected, value)
  local e = host.new_error("generic", native.EINVAL)
  e.operation, e.arg = operation, argument
  e.detail = expected .. " expected, got " .. type(value)
  error(e, 0)
end

-- A to-be-closed value that ends a scope: unlike pcall it leaves an error's place, and its traceback, alone.
local guard_mt = {}

function guard_mt:__close()
  run_down(self.stack, self.base)
  self.stack.base = self.outer
end

function scope(f, ...)
  if type(f) ~= "function" then wrong("scope", 1, "function", f) end
  local stack, base, outer = enter_inner()
  local _ <close> = setmetatable({stack = stack, base = base, outer = outer}, guard_mt)
  return f(...)
end

function scope_cleanup_push(handler)
  if type(handler) ~= "function" then wrong("scope_cleanup_push", 1, "function", handler) end
  local stack = stack_of(running())
  local n = stack.n + 1
  stack[n], stack.n = handler, n
  state[PUSHED] = state[PUSHED] + 1
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
end

-- Whether a finalizer runs: an error that is raised there goes nowhere.
local function in_finalizer()
  local level = 3
  local info = getinfo(level, "n")
  while info do
    if info.namewhat == "metamethod" and info.name == "__gc" then return true end
    level = level + 1
    info = getinfo(level, "n")
  end
end

-- Ends the program: every fiber leaves what it is in, its cleanup handlers run and its variables are closed. In a
-- finalizer the process ends here; close then says whether the Lua state is closed before.
function host.exit(code, close)
  if in_finalizer() or not check(native.exit(code)) then check(native.exit_in_finalizer(code, close and true or false)) end
  if must_leave() then error(nil, 0) end
  error(ENDING, 0) -- in a cleanup handler
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
