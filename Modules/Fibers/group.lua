-- Groups: fibers that end together. The first fiber that fails interrupts the others at once, even if no fiber waits
-- for the group.

local native, host = ...
local spawn, ENDING, errors, finish_scopes = host.spawn, host.ENDING, host.errors, host.finish_scopes
local is_ending, raise_failure = host.is_ending, host.fail
local yield, TOKEN, running = host.yield, host.TOKEN, host.running
local new_queue, wait, wake_all = native.new_queue, native.wait, native.wake_all
local require_suspendable = native.require_suspendable
local error, pass_end, select, type, next, pcall = error, host.pass_end, select, type, next, host.pcall
local setmetatable, getmetatable, rawequal, this_fiber = setmetatable, getmetatable, rawequal, this_fiber
local tointeger, huge, tonumber = math.tointeger, math.huge, tonumber
local pack, unpack, sort = table.pack, table.unpack, table.sort

local group_mt = {__name = "group"}

-- The state of each group: {fibers = the set of the fibers that have not ended, queue = the fibers that wait for the
-- group, failed = the first fiber that failed, failure = its error, later = the fibers that failed too late to count,
-- is_ending = true while no fiber may be spawned, because the others were interrupted}.
local states = setmetatable({}, {__mode = "k"})

local function fail(code, operation, argument, detail) raise_failure("generic", code, operation, argument, detail) end

local function state_of(self, operation)
  local state = states[self]
  if not state then fail(native.EINVAL, operation, 1, "group expected, got " .. type(self)) end
  return state
end

local function is_interruption(e)
  return rawequal(e, ENDING) or getmetatable(e) == errors.metatable and e.code == native.INTERRUPTED
    and rawequal(e.category, errors.runtime)
end

local function is_older(one, other) return tonumber(one.id) < tonumber(other.id) end

-- Interrupts the fibers in the order in which they were spawned.
local function interrupt_all(state)
  state.is_ending = true
  local fibers = {}
  for fiber in next, state.fibers do fibers[#fibers + 1] = fiber end
  sort(fibers, is_older)
  for i = 1, #fibers do fibers[i]:interrupt() end
end

-- The to-be-closed variable of a fiber's body: {state = the state of the group, fiber = the fiber, has_returned = true
-- after the function has returned}. It runs the fiber's remaining cleanup handlers, so that no code of the fiber runs
-- later. An error can be nil, so only has_returned tells a failure from a normal end.
local ended_mt = {}

function ended_mt:__close(e)
  finish_scopes(running(), e)
  local state, fiber = self.state, self.fiber
  state.fibers[fiber] = nil
  if not self.has_returned and not is_ending(e) and not is_interruption(e) then
    if state.failed or state.is_decided then
      state.later[#state.later + 1] = fiber
    else
      state.failed, state.failure = fiber, e
      interrupt_all(state)
    end
  end
  if next(state.fibers) == nil then wake_all(state.queue) end
end

local function returned(ended, ...)
  ended.has_returned = true
  return ...
end

local function body(ended, ...)
  local _ <close> = ended
  return returned(ended, (...)(select(2, ...)))
end

local function spawn_in(state, options, ...)
  local ended = setmetatable({state = state}, ended_mt)
  local fiber
  if options then fiber = spawn(options, body, ended, ...) else fiber = spawn(body, ended, ...) end
  ended.fiber = fiber
  state.fibers[fiber] = true
  return fiber
end

local function wait_until_empty(state)
  while next(state.fibers) ~= nil do
    local err = wait(state.queue)
    if err == true then err = yield(TOKEN) end
    if err then
      pass_end(err)
      error(err, 0)
    end
  end
end

local disable_interruption, restore_interruption = this_fiber.disable_interruption, this_fiber.restore_interruption

-- Interrupts the fibers and waits until they have ended. Neither an interruption nor a deadline of the waiting fiber
-- ends this wait.
local function end_all(state)
  if next(state.fibers) == nil then return end
  interrupt_all(state)
  disable_interruption()
  local ok, e = pcall(wait_until_empty, state)
  restore_interruption()
  if not ok then
    pass_end(e)
    error(e, 0)
  end
end

-- The to-be-closed variable of a wait. An error that leaves the wait ends the fibers first.
local waiting_mt = {__close = function(self) end_all(self.state) end}

-- Waits until all fibers have ended, and returns the first failure: the fiber and its error. Joins the fibers that
-- failed later, because a failure that nobody joins is reported.
local function finish(state)
  do
    local _ <close> = setmetatable({state = state}, waiting_mt)
    wait_until_empty(state)
  end
  local failed, failure, later = state.failed, state.failure, state.later
  state.failed, state.failure, state.is_ending, state.later = nil, nil, nil, {}
  for i = 1, #later do
    if later[i].joinable then pcall(later[i].join, later[i]) end
  end
  return failed, failure
end

-- Raises the failure. Joins the fiber, so that the error keeps its traceback, unless the script has joined it already.
local function raise(failed, failure)
  if not failed then return end
  if failed.joinable then failed:join() end
  pass_end(failure)
  error(failure, 0)
end

local function require_outside(state, operation)
  local id = this_fiber.id
  for fiber in next, state.fibers do
    if fiber.id == id then fail(native.EDEADLK, operation, 1, "a fiber of the group cannot wait for the group") end
  end
end

function group_mt:__close(e)
  local state = states[self]
  if e ~= nil then end_all(state) end
  local failed, failure = finish(state)
  if e == nil then raise(failed, failure) elseif failed and failed.joinable then pcall(failed.join, failed) end
end

local function check_function(f, operation, argument)
  if type(f) ~= "function" then fail(native.EINVAL, operation, argument, "function expected, got " .. type(f)) end
end

local methods = {}

function methods.spawn(self, ...)
  local state, f, g = state_of(self, "spawn"), ...
  if type(f) == "table" then check_function(g, "spawn", 3) else check_function(f, "spawn", 2) end
  if state.is_ending then
    local reason = state.failed and "a fiber of the group has failed" or "the group was interrupted"
    fail(native.ECANCELED, "spawn", nil, reason)
  end
  if type(f) == "table" then return (spawn_in(state, ...)) end
  return (spawn_in(state, nil, ...))
end

function methods.wait(self)
  local state = state_of(self, "wait")
  require_outside(state, "wait")
  raise(finish(state))
end

function methods.interrupt(self)
  interrupt_all(state_of(self, "interrupt"))
end

host.members(group_mt, methods, {})

local function new()
  local _, queue = new_queue()
  local group = setmetatable({}, group_mt)
  states[group] = {fibers = {}, later = {}, queue = queue}
  return group
end

-- Raises an error before anything has begun, if the fiber cannot wait for a group.
local function check_wait(operation)
  local err = require_suspendable(operation)
  if err then error(err, 0) end
end

local function check_functions(operation, ...)
  local n = select("#", ...)
  if n == 0 then fail(native.EINVAL, operation, 1, "function expected, got no value") end
  for i = 1, n do check_function((select(i, ...)), operation, i) end
  check_wait(operation)
  return n
end

-- Calls each function in a fiber of its own, and returns the first result of each.
local function all(...)
  local n, results = check_functions("all", ...), {}
  local g <close> = new()
  local function run(i, f) results[i] = f() end
  for i = 1, n do spawn_in(states[g], nil, run, i, (select(i, ...))) end
  methods.wait(g)
  return unpack(results, 1, n)
end

-- Calls each function in a fiber of its own, and returns the results of the first function that returns. A failure
-- before that is raised.
local function first(...)
  local n, results = check_functions("first", ...), nil
  local g <close> = new()
  local state = states[g]
  local function run(f)
    local found = pack(f())
    if not state.is_decided and not state.failed then
      results, state.is_decided = found, true
      interrupt_all(state)
    end
  end
  for i = 1, n do spawn_in(state, nil, run, (select(i, ...))) end
  methods.wait(g)
  if results then return unpack(results, 1, results.n) end
end

-- Calls f(item, position) for each item of a list, in at most limit fibers at once, and returns the list of the first
-- results.
local function map(list, limit, f)
  if type(list) ~= "table" then fail(native.EINVAL, "map", 1, "table expected, got " .. type(list)) end
  local fibers = limit == huge and huge or type(limit) == "number" and tointeger(limit)
  if not fibers or fibers < 1 then
    local got = type(limit) == "number" and limit or type(limit)
    fail(native.EINVAL, "map", 2, "a number of fibers, at least 1, expected, got " .. got)
  end
  check_function(f, "map", 3)
  check_wait("map")
  local n, position, results = #list, 0, {}
  local g <close> = new()
  local function run()
    while position < n do
      position = position + 1
      local i = position
      results[i] = f(list[i], i)
    end
  end
  for _ = 1, fibers < n and fibers or n do spawn_in(states[g], nil, run) end
  methods.wait(g)
  return results
end

return {new = new, all = all, first = first, map = map}
