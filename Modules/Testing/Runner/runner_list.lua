-- The option --list: prints the tests, and runs no test.
local _, host = ...
local late = host.late
local job, text = late("runner_job.lua"), late("runner_text.lua")
local ipairs, format, concat = ipairs, string.format, table.concat
local stderr, write = io.stderr, io.stderr.write

return function(settings, items, status_of)
  local run = {
    settings = settings, items = items, running = {},
    counts = {tests = 0, problems = 0, bad = 0, not_run = 0, flaky = 0},
    report = function() end, test_ended = function() end, coverage = function() end, loaded = {},
  }
  local out = late("runner_reporters.lua").to_output()
  for _, item in ipairs(items) do
    local result = job.run(run, item)
    for _, test in ipairs(result.tests) do
      local tags = test.tags and test.tags[1] and "  #" .. concat(test.tags, " #") or ""
      out:write(format("%s:%s: %s%s\n", text.path(test.file), test.line or "?", text.name(test.shown), tags))
    end
    for _, problem in ipairs(result.problems) do
      local where, description = text.problem(problem)
      write(stderr, "moonwire: ", text.name(result.file), ": ", text.name(where), ": ", description, "\n")
    end
    run.counts.tests = run.counts.tests + #result.tests
    run.counts.problems = run.counts.problems + #result.problems
  end
  out:close()
  run.has_reports = not out.has_failed
  return status_of(run)
end
