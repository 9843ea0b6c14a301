-- The reporter tap: TAP 14 with a subtest for each file.
local _, host = ...
local late = host.late
local text, results = late("runner_text.lua"), late("runner_results.lua")
local json = require "moonwire.json"
local format, gsub, tostring, ipairs, setmetatable = string.format, string.gsub, tostring, ipairs, setmetatable
local byte = string.byte

local tap = {}
tap.__index = tap

function tap.new(out) return setmetatable({out = out, points = 0}, tap) end

function tap:begin()
  self.out:write("TAP version 14\n")
  self.out:flush()
end

-- Escapes a description, because "#" begins a directive, and a description must be on one line.
local function escaped(words)
  return (gsub(text.name((gsub(tostring(words), "[\r\n]+", " "))), "[\\#]", "\\%0"))
end

-- Returns a YAML string. Each JSON string is also a YAML string. U+0080 to U+009F are escaped, because terminals
-- interpret them.
local function quoted(value)
  local encoded = json.encode(tostring(value), {escape_invalid = true})
  return (gsub(encoded, "\xC2([\x80-\x9F])", function(c) return format("\\u00%02x", byte(c)) end))
end

local function write_yaml(out, indent, attempt, test, count)
  local file, line = text.place(attempt.place)
  out:write(indent, "---\n", indent, "message: ", quoted(text.headline(attempt)), "\n", indent, "severity: ",
    attempt.status == "error" and "error" or "fail", "\n")
  local at_file, at_line = file or test.file, line or test.line
  if at_file then out:write(indent, "at:\n", indent, "  file: ", quoted(at_file), "\n") end
  if at_line then out:write(indent, "  line: ", tostring(at_line), "\n") end
  if count > 1 then out:write(indent, "attempts: ", tostring(count), "\n") end
  out:write(indent, "details: ", quoted(text.description(attempt)), "\n", indent, "...\n")
end

local DIRECTIVES = {pending = "SKIP pending", skipped = "SKIP", not_run = "SKIP did not run"}

local function write_test(out, number, test)
  local status, attempts = results.status(test), test.attempts
  local is_failure = results.is_failure(status)
  local directive = DIRECTIVES[status]
  local last = attempts[#attempts]
  local reason = last and (last.reason or status == "skipped" and last.message)
  if directive and reason then directive = directive .. " " .. escaped(reason) end
  if status == "flaky" then directive = format("flaky: passed at attempt %d", #attempts) end
  out:write("    ", is_failure and "not ok " or "ok ", tostring(number), " - ", escaped(test.shown),
    directive and " # " .. directive or "", "\n")
  if is_failure then
    write_yaml(out, "      ", attempts[1], test, #attempts)
  elseif status == "flaky" then
    write_yaml(out, "      ", attempts[1], test, #attempts)
  end
end

local function is_bad(result)
  for _, test in ipairs(result.tests) do
    local status = results.status(test)
    if results.is_failure(status) or status == "not_run" then return true end
  end
  return #result.problems > 0
end

function tap:file_end(_, result)
  local out, number = self.out, 0
  local name = escaped(result.file .. (result.label and " " .. result.label or ""))
  out:write("# Subtest: ", name, "\n")
  for _, test in ipairs(result.tests) do
    number = number + 1
    write_test(out, number, test)
  end
  for _, problem in ipairs(result.problems) do
    local where = text.problem(problem)
    number = number + 1
    out:write("    not ok ", tostring(number), " - (", escaped(where), ")\n")
    problem.status = "error"
    write_yaml(out, "      ", problem, {file = result.file}, 1)
  end
  for _, block in ipairs(text.unknown_blocks(result)) do
    number = number + 1
    out:write("    ok ", tostring(number), " - ", escaped(block), " # SKIP did not run\n")
  end
  self.points = self.points + 1
  out:write("    1..", tostring(number), "\n")
  out:write(is_bad(result) and "not ok " or "ok ", tostring(self.points), " - ", name, "\n")
  out:flush()
end

function tap:finish(run)
  local out = self.out
  for _, result in ipairs(run.results) do
    if result.not_run then
      self.points = self.points + 1
      out:write("ok ", tostring(self.points), " - ", escaped(result.file), " # SKIP did not run\n")
    end
  end
  out:write("1..", tostring(self.points), self.points == 0 and " # SKIP no test found" or "", "\n")
  if run.stop_status then
    out:write("Bail out! ", escaped((gsub(run.stop_reason, " while this test ran$", ""))), "\n")
  end
  out:flush()
end

return tap
