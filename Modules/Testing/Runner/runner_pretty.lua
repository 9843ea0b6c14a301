-- The reporter pretty, for people: a line for each file, its failures below this line, and a summary. A terminal also
-- shows colours and a progress line.
local _, host = ...
local testing, late = host.testing, host.late
local text, results = late("runner_text.lua"), late("runner_results.lua")
local time = require "moonwire.time"
local system = require "moonwire.system"
local now = time.steady_clock.now
local getenv, format, sub, setmetatable = os.getenv, string.format, string.sub, setmetatable
local ipairs, next, sort, gsub, random, concat = ipairs, next, table.sort, string.gsub, math.random, table.concat

local REDRAW <const> = 0.1 -- seconds
local SLOW <const>, MOST_SLOW <const> = 1, 5
local DEFAULT_COLUMNS <const> = 80
local RED <const>, GREEN <const>, YELLOW <const> = "31", "32", "33"
local COLOURS = {
  passed = GREEN, failed = RED, error = RED, leaked = RED, flaky = YELLOW, pending = YELLOW, skipped = YELLOW,
  not_run = RED,
}

local pretty = {}
pretty.__index = pretty

function pretty.new(out, is_stdout)
  local self = setmetatable({out = out, slow = {}, done = 0, running = {}}, pretty)
  self.escapes = is_stdout and system.out:isatty()
  self.is_terminal = self.escapes and getenv("TERM") ~= "dumb"
  local no_color = getenv("NO_COLOR")
  self.has_colours = self.is_terminal and (not no_color or no_color == "")
  -- GitHub executes commands in the output of tests, so the report disables them with this token.
  self.guard = is_stdout and getenv("GITHUB_ACTIONS") == "true" and format("moonwire-%08x", random(0, 0xffffffff))
  return self
end

function pretty:colour(code, words)
  return self.has_colours and "\27[" .. code .. "m" .. words .. "\27[0m" or words
end

-- Returns the output of a test. On a terminal, control characters in the output are escaped.
function pretty:foreign(words) return self.escapes and text.lines(words) or words end

function pretty:clear()
  if self.has_line then self.out:write("\r\27[K") end
  self.has_line = false
end

function pretty:draw(run)
  if not self.is_terminal or self.drawn and now() - self.drawn < REDRAW then return end
  self:clear()
  local names = {}
  for result in next, self.running do names[#names + 1] = text.name(result.file) end
  sort(names)
  local line = format("%d done, %d failed  %s", self.done, self.failures or 0, names[1] or "")
  local columns = testing.columns(1)
  self.out:write(sub(line, 1, (columns > 0 and columns or DEFAULT_COLUMNS) - 1))
  self.out:flush()
  self.has_line, self.drawn = true, now()
end

function pretty:begin(run)
  if self.guard then self.out:write("::stop-commands::", self.guard, "\n") end
  if run.settings.shuffle then self.out:write(format("seed %d: repeat this order with --seed %d --shuffle\n",
    run.settings.seed, run.settings.seed)) end
  self.out:flush()
end

function pretty:file_begin(run, result)
  self.running[result] = true
  self:draw(run)
end

function pretty:test(run, _, test, status)
  self.done = self.done + 1
  if results.is_failure(status) then self.failures = (self.failures or 0) + 1 end
  local last = test.attempts[#test.attempts]
  if (last.duration or 0) >= SLOW then self.slow[#self.slow + 1] = {test = test, duration = last.duration} end
  self:draw(run)
end

-- Shows a finding. The caller has escaped the title and the description.
function pretty:show(title, code, description, output)
  self.out:write("\n  ", self:colour(code, title), "\n")
  if description ~= "" then self.out:write(text.indented(description, "    "), "\n") end
  if output and output ~= "" then
    self.out:write("    output:\n", text.indented(self:foreign(output), "    | "), "\n")
  end
end

local function place_of(test)
  local file = text.name(test.file)
  return test.line and format("%s:%d", file, test.line) or file
end

-- Shows the failed attempts of a test. Consecutive equal attempts are shown only once.
function pretty:show_test(test, status)
  local attempts, first = test.attempts, 1
  for i, attempt in ipairs(attempts) do
    local description, following = text.description(attempt), attempts[i + 1]
    if not results.is_failure(attempt.status) then
      first = i + 1
    elseif not following or following.status ~= attempt.status or text.description(following) ~= description then
      local which = ""
      if #attempts > 1 then
        which = first == i and format(", attempt %d of %d", i, #attempts)
          or format(", attempts %d to %d of %d", first, i, #attempts)
      end
      local title = format("%s: %s (%s%s)", attempt.status, text.name(test.shown), place_of(test), which)
      self:show(title, COLOURS[status], text.lines(description), attempts[first].output)
      first = i + 1
    end
  end
end

function pretty:show_problem(result, title, code, problem, output)
  local where, description = text.problem(problem)
  local at = " (" .. text.name(problem.place or result.file) .. ")"
  self:show(title .. text.name(where) .. at, code, text.lines(description), output)
end

function pretty:file_end(_, result)
  self:clear()
  self.running[result] = nil
  local counts = text.count_file(result)
  local is_bad = counts.failed + counts.error + counts.leaked + counts.not_run + counts.problems > 0
  local label = result.label and " " .. result.label or ""
  self.out:write(format("%s %s%s: %s (%s)\n", is_bad and self:colour(RED, "FAIL") or self:colour(GREEN, "ok  "),
    text.name(result.file), label, text.counts(counts), text.seconds(result.duration)))
  for _, problem in ipairs(result.problems) do
    self:show_problem(result, "problem: ", RED, problem, concat(result.output))
  end
  for _, problem in ipairs(result:flaky_problems()) do
    self:show_problem(result, "problem of an earlier attempt: ", YELLOW, problem)
  end
  local not_run = {}
  for _, test in ipairs(result.tests) do
    local status = results.status(test)
    if results.is_failure(status) or status == "flaky" then self:show_test(test, status) end
    if status == "not_run" then not_run[#not_run + 1] = text.name(test.shown) end
  end
  for _, block in ipairs(text.unknown_blocks(result)) do
    not_run[#not_run + 1] = "the tests of '" .. text.name(block) .. "'"
  end
  if not_run[1] then self:show("did not run:", RED, concat(not_run, "\n")) end
  if is_bad or counts.flaky > 0 then self.out:write("\n") end
  self.out:flush()
end

function pretty:finish(run)
  self:clear()
  for _, result in ipairs(run.results) do
    if result.not_run then self.out:write(self:colour(RED, "did not run"), " ", text.name(result.file), "\n") end
  end
  sort(self.slow, function(a, b) return a.duration > b.duration end)
  for i = 1, MOST_SLOW do
    local slow = self.slow[i]
    if slow then self.out:write(i == 1 and "slowest tests:\n" or "", format("  %6.1f s  %s (%s)\n", slow.duration,
      text.name(slow.test.shown), place_of(slow.test))) end
  end
  for _, line in ipairs(run.coverage_lines or {}) do self.out:write(line, "\n") end
  if run.stop_reason then
    self.out:write(self:colour(RED, (gsub(run.stop_reason, " while this test ran$", ""))), "\n")
  end
  local is_good = run.counts.bad + run.counts.problems + run.counts.not_run == 0
  self.out:write(self:colour(is_good and GREEN or RED, text.counts(run.counts)), format(" in %s (%s)\n",
    text.count(run.counts.files, "file"), text.seconds(run.duration)))
  if self.guard then self.out:write("::", self.guard, "::\n") end
  self.out:flush()
end

return pretty
