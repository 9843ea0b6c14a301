-- Collects the results of one file from the events of its workers. Each run of a test is an attempt.
local ipairs, setmetatable, tostring, gsub = ipairs, setmetatable, tostring, string.gsub

local FAILED = {failed = true, error = true, leaked = true}

local results = {}
results.__index = results

function results.new(item)
  return setmetatable({
    file = item.file, label = item.label, tests = {}, by_id = {}, problems = {}, earlier_problems = {},
    blocks = {}, output = {}, duration = 0,
  }, results)
end

-- Begins another attempt. If no problem occurs in this attempt, the earlier problems make the file flaky.
function results:begin()
  for _, problem in ipairs(self.problems) do self.earlier_problems[#self.earlier_problems + 1] = problem end
  self.problems, self.running, self.step, self.has_ended, self.blocks = {}, nil, nil, false, {}
end

local function add_tests(self, event)
  for _, test in ipairs(event.tests or {}) do
    if not self.by_id[test.id] then
      test.file, test.attempts = self.file, {}
      test.shown = self.label and test.name .. " " .. self.label or test.name
      self.tests[#self.tests + 1], self.by_id[test.id] = test, test
    end
  end
  local blocks = self.blocks
  for _, name in ipairs(event.blocks or {}) do blocks[name] = (blocks[name] or 0) + 1 end
  if event.name then blocks[event.name] = (blocks[event.name] or 0) - 1 end
end

-- Records the outcome of a test. Returns the test.
local function end_test(self, event, output)
  local test = self.by_id[event.id]
  if not test then
    test = {id = event.id, name = tostring(event.id), shown = tostring(event.id), file = self.file, attempts = {}}
    self.tests[#self.tests + 1], self.by_id[event.id] = test, test
  end
  event.output, event.status = output, event.status or "error"
  test.attempts[#test.attempts + 1] = event
  if self.running == test then self.running = nil end
  return test
end

local handlers = {}

-- The body or the hooks of a block run until the next event.
function handlers:step(event) self.step = event end

function handlers:plan(event)
  self.step = nil
  add_tests(self, event)
end

function handlers:test_start(event, sections)
  self.running, self.step, self.mark = self.by_id[event.id], nil, event.mark
  self:keep_output(sections, event.mark - 1)
end

function handlers:test_end(event, sections)
  local output = sections:take(event.mark - 1)
  return end_test(self, event, output)
end

function handlers:problem(event) self.problems[#self.problems + 1] = event end

function handlers:file_end(event) self.has_ended, self.step, self.seed = true, nil, event.seed end

handlers["end"] = function(self) self.has_ended = true end

-- Processes an event. If a test has ended, returns this test.
function results:take(event, sections)
  local handler = handlers[event.event]
  return handler and handler(self, event, sections)
end

-- Keeps the output that the file wrote outside of its tests.
function results:keep_output(sections, mark)
  local text = sections:take(mark)
  if text ~= "" then self.output[#self.output + 1] = text end
end

-- Records that the worker ended unexpectedly, as the outcome of the running test. If no test was running, records a
-- problem of the running step, or of the file. Returns this test, or nil.
function results:blame(status, message, sections)
  local test = self.running
  if not test then
    local step = self.step or {where = "process"}
    self.problems[#self.problems + 1] = {
      where = step.where, name = step.name, message = (gsub(message, " while this test ran$", "")),
    }
    return nil
  end
  return end_test(self, {id = test.id, status = status, message = message}, sections:take(self.mark))
end

-- Returns the status of a test: the status of its last attempt, "flaky" if the last attempt passed after a failure, or
-- "not_run".
function results.status(test)
  local last = test.attempts[#test.attempts]
  if not last then return "not_run" end
  if last.status == "passed" then
    for _, attempt in ipairs(test.attempts) do
      if FAILED[attempt.status] then return "flaky" end
    end
  end
  return last.status
end

-- Returns the problems of earlier attempts if the last attempt had no problem, otherwise an empty list.
function results:flaky_problems() return #self.problems == 0 and self.earlier_problems or {} end

function results.is_failure(status) return FAILED[status] or false end

-- Returns the ids of the tests that have failed or have not run, or nil if the whole file must run again.
function results:unfinished()
  local ids, needs_file = {}, #self.problems > 0
  for _, test in ipairs(self.tests) do
    local status = results.status(test)
    if FAILED[status] or status == "not_run" then ids[#ids + 1] = test.id end
  end
  if needs_file and not ids[1] then return nil end
  return ids
end

function results:needs_retry()
  local ids = self:unfinished()
  return not ids or ids[1] ~= nil
end

return results
