-- The reporter json: writes each event of the workers as a JSON object on one line, and the result of the run at the
-- end.
local _, host = ...
local results, text = host.late("runner_results.lua"), host.late("runner_text.lua")
local json = require "moonwire.json"
local ipairs, next, setmetatable = ipairs, next, setmetatable

local lines = {}
lines.__index = lines

local ENCODING = {escape_invalid = true, sort_keys = true}
local LEFT_OUT = {coverage = true, step = true, ["end"] = true}

-- Marks an empty table as a list, because it would otherwise become a JSON object.
local function list(value)
  if value and next(value) == nil then return json.into_array() end
  return value
end

function lines.new(out) return setmetatable({out = out}, lines) end

function lines:put(event)
  self.out:write(json.encode(event, ENCODING), "\n")
  self.out:flush()
end

function lines:begin(run)
  local files = json.into_array()
  for i, item in ipairs(run.items) do files[i] = item.file end
  self:put {event = "run_start", files = files, seed = run.settings.seed}
end

function lines:event(_, result, event, attempt)
  if LEFT_OUT[event.event] then return end
  local copy = {file = result.file, attempt = attempt, run = result.label}
  for key, value in next, event do
    if key ~= "mark" and key ~= "children" then copy[key] = value end
  end
  if copy.tests then
    copy.tests = json.into_array()
    for i, test in ipairs(event.tests) do
      copy.tests[i] = {
        id = test.id, name = test.name, path = list(test.path), title = test.title, line = test.line,
        tags = list(test.tags),
      }
    end
  end
  self:put(copy)
end

-- Writes the final status of each test, because no event of a worker contains this status.
function lines:file_end(_, result)
  local tests = json.into_array()
  for i, test in ipairs(result.tests) do tests[i] = {id = test.id, name = test.shown, status = results.status(test)} end
  local problems = json.into_array()
  for i, problem in ipairs(result.problems) do problems[i] = {where = problem.where, message = problem.message} end
  self:put {
    event = "file_result", file = result.file, run = result.label, tests = tests, problems = problems,
    blocks_not_run = list(text.unknown_blocks(result)), duration = result.duration,
  }
end

function lines:finish(run)
  local files, blocks, tests = json.into_array(), json.into_array(), json.into_array()
  for _, result in ipairs(run.results) do
    if result.not_run then files[#files + 1] = result.file end
    for _, name in ipairs(text.unknown_blocks(result)) do
      blocks[#blocks + 1] = {file = result.file, run = result.label, name = name}
    end
    for _, test in ipairs(result.tests) do
      if results.status(test) == "not_run" then
        tests[#tests + 1] = {file = result.file, run = result.label, id = test.id, name = test.shown}
      end
    end
  end
  self:put {
    event = "run_end", counts = run.counts, duration = run.duration, reason = run.stop_reason, files_not_run = files,
    blocks_not_run = blocks, tests_not_run = tests,
  }
end

return lines
