-- Runs files in parallel and calls the reporters. Also ends a run early, after its time limit, a signal, or the first
-- failure.
local _, host = ...
local late, testing = host.late, host.testing
local job, reporters, results = late("runner_job.lua"), late("runner_reporters.lua"), late("runner_results.lua")
local failed, tree, text = late("runner_failed.lua"), late("runner_tree.lua"), late("runner_text.lua")
local time, system = require "moonwire.time", require "moonwire.system"
local spawn, ipairs, pairs, pcall, format, min = spawn, ipairs, pairs, pcall, string.format, math.min
local now = time.steady_clock.now
local signal, signals = system.signal, late("runner_signals.lua")

local TIMED_OUT <const> = 124
local SIGNALLED <const> = 128

local function new_counts()
  return {
    tests = 0, passed = 0, failed = 0, error = 0, leaked = 0, pending = 0, skipped = 0, flaky = 0, not_run = 0, bad = 0,
    problems = 0, files = 0, files_not_run = 0,
  }
end

-- Adds the results of a file to the counts.
local function count(counts, result)
  counts.files = counts.files + 1
  for _, test in ipairs(result.tests) do
    local status = results.status(test)
    counts.tests = counts.tests + 1
    counts[status] = counts[status] + 1
    if results.is_failure(status) then counts.bad = counts.bad + 1 end
  end
  counts.problems = counts.problems + #result.problems
  counts.not_run = counts.not_run + #text.unknown_blocks(result)
  if result:flaky_problems()[1] then counts.flaky = counts.flaky + 1 end
end

-- Ends the run: kills the workers, and lets no further file begin.
local function stop(run, reason, status, wants_report)
  if run.stop_reason then return end
  run.stop_reason, run.stop_status = reason, status
  local fibers = {}
  for worker in pairs(run.running) do
    fibers[#fibers + 1] = spawn(worker.stop, worker, reason, wants_report)
  end
  for _, fiber in ipairs(fibers) do pcall(fiber.join, fiber) end
end

local function watch_time(run, seconds)
  return spawn({daemon = true}, function()
    time.sleep(seconds)
    local why = format("the time of the run, %g s, was up while this test ran", seconds)
    stop(run, why, TIMED_OUT, true)
  end)
end

local function watch_signals(run)
  return spawn({daemon = true}, function()
    local set <close> = signals.new_set()
    while true do
      local number = set:wait()
      local name = number == signal.SIGINT and "SIGINT" or number == signal.SIGHUP and "SIGHUP" or "SIGTERM"
      stop(run, "the run was ended by " .. name .. " while this test ran", SIGNALLED + number)
    end
  end)
end

local function new_run(settings, items)
  local run = {
    settings = settings, items = items, running = {}, results = {}, counts = new_counts(), loaded = {}, began = now(),
  }
  run.reporters = reporters.open(settings)
  function run.report(name, ...)
    for _, reporter in ipairs(run.reporters) do
      if reporter[name] then reporter[name](reporter, run, ...) end
    end
  end
  function run.test_ended(result, test)
    local status = results.status(test)
    run.report("test", result, test, status)
    if settings.fail_fast and results.is_failure(status) and #test.attempts > (settings.retry or 0) then
      run.fail_fast = true
      spawn(stop, run, "the run was ended by the first failure")
    end
  end
  if settings.coverage then
    local lcov = late("runner_lcov.lua")
    run.covered = lcov.new()
    function run.coverage(event) lcov.add(run.covered, event) end
  end
  return run
end

local function work(run)
  while run.next <= #run.items and not run.stop_reason and not run.fail_fast do
    local i = run.next
    run.next = i + 1
    run.results[i] = job.run(run, run.items[i])
  end
end

-- Adds up the results of all files. Files that did not begin get results without tests.
local function add_up(run)
  for i, item in ipairs(run.items) do
    local result = run.results[i]
    if result then
      count(run.counts, result)
    else
      result = results.new(item)
      result.not_run = true
      run.results[i] = result
      run.counts.files_not_run = run.counts.files_not_run + 1
    end
  end
  run.counts.not_run = run.counts.not_run + run.counts.files_not_run
  run.duration = now() - run.began
end

-- Runs the items. Returns the run, which contains the results and the counts.
return function(settings, items)
  testing.adopt_orphans()
  signals.survive_broken_pipe()
  local run = new_run(settings, items)
  run.next = 1
  run.report("begin")
  local watcher = not settings.watch and watch_signals(run)
  if settings.run_timeout then watch_time(run, settings.run_timeout) end
  local fibers = {}
  for i = 1, min(settings.jobs or testing.processors(), #items) do fibers[i] = spawn(work, run) end
  for _, fiber in ipairs(fibers) do fiber:join() end
  tree.kill_adopted()
  add_up(run)
  local has_coverage = not run.covered or late("runner_lcov.lua").finish(run)
  failed.save(run)
  local has_times = not settings.timings or settings.shard or late("runner_shards.lua").save(run, settings.timings)
  run.report("finish")
  run.has_reports = reporters.close(run.reporters) and has_coverage and has_times
  if watcher then watcher:interrupt() end
  return run
end
