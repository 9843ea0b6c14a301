-- Runs one test: before_each, the test, finally and after_each run in one fiber with one deadline.

local _, host = ...
local environment, hooks, problem = host.late("test_environment.lua"), host.late("test_hooks.lua"),
  host.late("test_problem.lua")
local fibers, leaks, failure = host.late("test_fibers.lua"), host.late("test_leaks.lua"), host.late("test_failure.lua")
local blocks = host.late("test_blocks.lua")
local clock, ipairs = host.test.clock, ipairs

-- The statuses that are failures. The first failure determines the status of the test.
local FAILURES <const> = {failed = true, error = true}

-- Records the outcome of a part. A failure takes precedence over "pending" and "skipped". After the first failure,
-- each failure is added to the list of further failures.
local function record(result, e, where)
  if result.is_stopping or fibers.is_broken() then -- the deadline has caused the error
    result.stopped_in = result.stopped_in or result.part
    return
  end
  local status = e.kind
  if result.recording and FAILURES[status] then result.recording.failed(e, where) end
  if status == "failed" and where ~= "it" then status = "error" end
  if FAILURES[result.status] then
    if FAILURES[status] then
      result.failures = result.failures or {}
      result.failures[#result.failures + 1] = {message = e.message, trace = e.trace, place = e.place, where = where}
    end
    return
  end
  if result.status ~= "passed" and not FAILURES[status] then return end
  result.status = status
  if FAILURES[status] then
    result.message, result.trace, result.place = e.message, e.trace, e.place
    if where ~= "it" then result.where = where end
  else
    result.reason, result.place = e.message, e.place
  end
end

-- The parts of a test, in the order in which they run. Each part runs once, even if the deadline ends another part.
local parts = {}

function parts.before(test, result)
  result.replays = host.test.replays and #host.test.replays
  result.reached, result.is_prepared = hooks.run_inward(test.parent, "before_each", function(e, hook)
    record(result, e, hook.kind)
  end)
end

-- Calls the body of a test, or its function `finally`, in the environment of the test.
local function call(test, result, f, where)
  environment.enter(test)
  local ok, e = problem.call(f)
  environment.leave()
  if not ok then record(result, e, where) end
end

-- Ends the replays of the test, which test.replay has started. The failure of a replay is recorded before the failure
-- of the test's function, because the replay is often the cause.
local function end_replays(result, has_passed)
  local open = host.test.replays or {}
  for i = (result.replays or 0) + 1, #open do
    local ok, e = problem.call(function() open[i]:settle(has_passed) end)
    open[i] = nil
    if not ok then record(result, e, "it") end
  end
end

function parts.body(test, result)
  if not result.is_prepared then return end
  test.env = {finally = blocks.finally}
  environment.enter(test)
  local ok, e = problem.call(test.run)
  environment.leave()
  end_replays(result, ok)
  if not ok then record(result, e, "it") end
end

function parts.finally(test, result)
  if not test.finally then return end
  test.is_ending = true
  call(test, result, test.finally, "finally")
end

function parts.after(test, result)
  hooks.run_outward(result.reached or test.parent, "after_each", function(e, hook) record(result, e, hook.kind) end)
end

local ORDER <const> = {"before", "body", "finally", "after"}

-- Runs the part result.part and all parts after it.
local function run_parts(test, result)
  for i = result.part, #ORDER do
    result.part = i
    parts[ORDER[i]](test, result)
  end
end

local function on_timeout(result)
  result.is_stopping, result.stopped_in = true, result.stopped_in or result.part
end

-- Runs the parts that clean up. They run in a second fiber, because the test's fiber has ended early. Returns false if
-- the second fiber does not end.
local function clean_up(test, result, owner, seconds)
  local stopped_in = result.stopped_in or result.part
  result.part = stopped_in < 3 and 3 or stopped_in + 1
  if result.part > #ORDER then return true end
  local report, has_ended = fibers.run(owner, "cleanup of a test", seconds, function() run_parts(test, result) end,
    function() result.is_stopping = true end)
  result.is_stopping = false
  return not report or has_ended
end

local function check_leaks(test, result, owner)
  leaks.drain(owner)
  for _, e in ipairs(leaks.failures(owner)) do
    record(result, {kind = "error", message = "a fiber of the test has failed, and nobody has joined it: " .. e.message,
      trace = e.trace, place = e.place}, "fiber")
  end
  if test.checks_leaks then
    result.leaks = leaks.find(owner)
    if result.leaks then
      if result.status == "passed" then
        result.status, result.message = "leaked", leaks.message(result.leaks)
        result.place = result.leaks[1].place
        if result.recording then result.recording.failed(result, "it") end
      end
      leaks.end_all(owner)
    end
  end
  leaks.forget(owner)
end

-- Runs a test with the options of the run. Returns the fields of the event "test_end", and true. The second result is
-- false if a fiber of the test does not end.
return function(test, seconds, options)
  local result = {status = "passed", part = 1}
  if options.artifacts then
    result.recording = host.late("test_recording.lua")
    result.recording.begin(test)
  end
  local owner, started, depth = leaks.new_owner(), clock(), environment.depth()
  local recorded = host.test.recorded()
  local report, has_ended, e = fibers.run(owner, "test", seconds, function() run_parts(test, result) end,
    function() on_timeout(result) end)
  environment.restore(depth)
  result.is_stopping = false
  if report then
    result.timed_out, result.report = true, report
    record(result, {
      kind = "failed", message = "the test has not ended within " .. seconds .. " s", place = test.place,
    }, "it")
  elseif e then
    record(result, problem.of(e), "it")
  else
    has_ended = true
  end
  if (report or e) and has_ended then has_ended = clean_up(test, result, owner, seconds) end
  environment.restore(depth)
  if has_ended then check_leaks(test, result, owner) end
  if FAILURES[result.status] then
    result.place = result.place or test.place
    result.datagrams = host.test.datagrams(recorded)
  end
  if result.recording and (FAILURES[result.status] or result.status == "leaked") then
    result.artifact, result.artifact_problem = result.recording.write(options, test, recorded)
  end
  result.duration = clock() - started
  return result, has_ended
end
