-- Runs the command: reads the settings, finds the files, runs them, and returns the exit status.
local _, host = ...
local late = host.late
local config, files, schedule = late("runner_config.lua"), late("runner_files.lua"), late("runner_schedule.lua")
local select_items, reporters = late("runner_select.lua"), late("runner_reporters.lua")
local stderr, write, random = io.stderr, io.stderr.write, math.random

local SUCCESS <const>, FAILURE <const>, MISUSE <const> = 0, 1, 2
local HIGHEST_SEED <const> = 0x7fffffff

local function misuse(message)
  write(stderr, "moonwire: ", message, "\nusage: moonwire test [options] [path...]\n",
    "       moonwire test --help prints more\n")
  return MISUSE
end

local function tell(message)
  write(stderr, "moonwire: ", message, "\n")
end

-- Returns the exit status of an ended run.
local function status_of(run)
  local counts = run.counts
  if run.stop_status then return run.stop_status end
  if counts.tests == 0 and counts.problems == 0 then
    tell(#run.items == 0 and "no test found: there is no file of tests" or "no test found")
    return FAILURE
  end
  if run.has_reports == false then return FAILURE end
  if counts.bad > 0 or counts.problems > 0 or counts.not_run > 0 then return FAILURE end
  if counts.flaky > 0 and run.settings.fail_on_flaky then return FAILURE end
  return SUCCESS
end

return function(options)
  local settings, message = config.settings(options)
  if not settings then return misuse(message) end
  message = reporters.complaint(settings) or late("runner_shards.lua").complaint(settings)
  if message then return misuse(message) end
  local items
  items, message = files.find(settings)
  if not items then return misuse(message) end
  if settings.shuffle or settings.stress_new then
    settings.shuffle = true
    settings.seed = settings.seed or random(0, HIGHEST_SEED)
  end
  local status
  items, message, status = select_items(settings, items)
  if not items then
    if status == MISUSE then return misuse(message) end
    tell(message)
    return status
  end
  if settings.list then return late("runner_list.lua")(settings, items, status_of) end
  if settings.watch then return late("runner_watch.lua")(settings, items) end
  return status_of(schedule(settings, items))
end
