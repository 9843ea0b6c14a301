-- Runs one file in a worker. For each retry, another worker runs the failed tests.
local _, host = ...
local late = host.late
local process, results = late("runner_process.lua"), late("runner_results.lua")
local text = late("runner_text.lua")
local format, pairs, ipairs, len = string.format, pairs, ipairs, utf8.len
local time = require "moonwire.time"
local now = time.steady_clock.now

local job = {}

local SHARED = {
  "filter", "filter_out", "tags", "exclude_tags", "timeout", "fail_fast", "helper", "lpath", "cpath", "list",
  "memory_limit", "coverage", "watch", "artifacts", "redact", "recorder",
}

local function request_of(settings, item)
  local request = {
    file = item.file, lines = item.lines, names = item.names or settings.name, seed = item.seed,
    label = item.label, shuffle = settings.shuffle or nil, helper_arguments = settings.Xhelper,
  }
  if not len(item.file) then request.file_in_hex = text.to_hex(item.file) end
  for _, key in ipairs(SHARED) do request[key] = settings[key] end
  if settings.no_leak_check then request.check_leaks = false end
  return request
end

-- Returns the status and the message for a worker that ended unexpectedly.
local function ending(worker, settings, result)
  if worker.stopped == "time" and not worker.has_begun then
    return "error", "the file was not loaded in time, so its process was killed"
  elseif worker.stopped == "time" then
    local what = not result.running and result.step and result.step.where or "the test"
    return "failed", what .. " did not end after its time was up, so its process was killed"
  elseif worker.stopped then
    return "error", worker.stopped
  elseif worker.exit_signal then
    return "error", format("the process was ended by signal %d", worker.exit_signal)
  end
  local hint = settings.memory_limit and worker.exit_code == 1 and " (perhaps by the memory limit)" or ""
  return "error", format("the process has ended itself with status %d%s", worker.exit_code, hint)
end

-- Runs the item and returns its results. `run` is the run of runner_schedule.lua.
function job.run(run, item)
  local settings, result = run.settings, results.new(item)
  local request, began = request_of(settings, item), now()
  run.report("file_begin", result)
  for attempt = 1, (settings.retry or 0) + 1 do
    result:begin()
    request.attempt = attempt
    local worker = process.run(request, run.running, function(event, sections)
      local test = result:take(event, sections)
      run.report("event", result, event, attempt)
      if test then run.test_ended(result, test) end
      if event.event == "coverage" then run.coverage(event) end
      if event.event == "end" and event.files then run.loaded[item.file] = event.files end
    end)
    if not result.has_ended and not run.fail_fast then
      local status, message = ending(worker, settings, result)
      local test = result:blame(status, message, worker.sections)
      if test then run.test_ended(result, test) end
    end
    for mark in pairs(worker.sections.sections) do result:keep_output(worker.sections, mark) end
    if settings.list or run.stop_reason or not result:needs_retry() then break end
    request.ids = result:unfinished()
  end
  result.duration = now() - began
  run.report("file_end", result)
  return result
end

return job
