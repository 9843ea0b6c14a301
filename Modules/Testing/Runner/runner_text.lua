-- Texts that several reporters share.
local _, host = ...
local results = host.late("runner_results.lua")
local format, gsub, sub, find, concat = string.format, string.gsub, string.sub, string.find, table.concat
local ipairs, next, tostring, sort, match = ipairs, next, tostring, table.sort, string.match
local byte, char, tonumber, len = string.byte, string.char, tonumber, utf8.len
local printable = require "moonwire.byte_span".printable

local text = {}

-- Returns the bytes of a text in base 16, and the reverse. JSON cannot contain a path that is not UTF-8.
function text.to_hex(bytes)
  return (gsub(bytes, ".", function(c) return format("%02x", byte(c)) end))
end

function text.from_hex(digits)
  return (gsub(digits, "%x%x", function(pair) return char(tonumber(pair, 16)) end))
end

-- Returns the key of a file in a JSON object.
function text.key(path) return len(path) and path or "hex:" .. text.to_hex(path) end

-- Returns a name of a test or of a file on one line, without commands for a terminal. A name that needs no escape stays
-- unchanged. In any other name, a backslash is escaped too, so that different names remain different.
function text.name(words)
  local escaped = printable(words)
  return gsub(escaped, "\\\\", "\\") == words and words or escaped
end

-- Returns lines of a test without commands for a terminal. The lines may contain tabs.
function text.lines(words) return (gsub(words, "[^\n\t]+", text.name)) end

-- Returns the path of a file at the start of a line. GitHub executes a line that begins with "::" or "##".
function text.path(path)
  return (find(path, "^[:#]") and "./" or "") .. text.name(path)
end

function text.count(n, noun) return format("%d %s%s", n, noun, n == 1 and "" or "s") end

function text.seconds(duration)
  if duration < 1 then return format("%d ms", duration * 1000 // 1) end
  return format("%.1f s", duration)
end

-- Returns the text with a prefix before each line, and without a line feed at the end.
function text.indented(lines, prefix)
  lines = gsub(lines, "\n+$", "")
  return prefix .. gsub(lines, "\n", "\n" .. prefix)
end

-- Returns a line for each leak that the message does not mention.
local function leaks_of(attempt)
  local lines = {}
  for _, leak in ipairs(attempt.leaks or {}) do
    local what = leak.text or leak.kind or "something"
    if not find(tostring(attempt.message), what, 1, true) then
      lines[#lines + 1] = "left behind: " .. what .. (leak.place and ", made at " .. leak.place or "")
    end
  end
  return lines
end

-- Returns the description of an attempt: the message, traces, leaks, and the report of fibers.
function text.description(attempt)
  local parts = {}
  if attempt.message then parts[#parts + 1] = tostring(attempt.message) end
  if attempt.trace then parts[#parts + 1] = attempt.trace end
  for _, failure in ipairs(attempt.failures or {}) do
    local where = failure.where and "in " .. failure.where .. ": " or ""
    parts[#parts + 1] = where .. tostring(failure.message)
    if failure.trace then parts[#parts + 1] = failure.trace end
  end
  for _, line in ipairs(leaks_of(attempt)) do parts[#parts + 1] = line end
  if attempt.datagrams then parts[#parts + 1] = attempt.datagrams end
  if attempt.artifact then parts[#parts + 1] = "recording: " .. attempt.artifact end
  if attempt.artifact_problem then parts[#parts + 1] = attempt.artifact_problem end
  if attempt.report then parts[#parts + 1] = attempt.report end
  return concat(parts, "\n")
end

-- Returns one line that describes a failed attempt.
function text.headline(attempt)
  local message = attempt.message and tostring(attempt.message) or leaks_of(attempt)[1] or attempt.status
  return (find(message, "\n", 1, true) and sub(message, 1, find(message, "\n", 1, true) - 1)) or message
end

-- Returns the file and the line of a place such as "a_spec.lua:3".
function text.place(place)
  return match(place or "", "^(.*):(%d+)$")
end

function text.problem(problem)
  local where = problem.where and problem.where .. (problem.name and " of '" .. problem.name .. "'" or "") or "file"
  return where, text.description(problem)
end

-- Returns the names of the blocks whose tests are unknown, because the file ended before the blocks ran.
function text.unknown_blocks(result)
  local names = {}
  for name, count in next, result.blocks do
    if count > 0 then names[#names + 1] = name end
  end
  sort(names)
  return names
end

local ORDER = {"passed", "failed", "error", "leaked", "flaky", "pending", "skipped", "not_run"}
local WORDS = {error = {"error", "errors"}, not_run = {"not run", "not run"}}

-- Returns a line such as "3 passed, 1 failed, 2 not run".
function text.counts(counts)
  local parts = {}
  for _, status in ipairs(ORDER) do
    local n = counts[status]
    local words = WORDS[status] or {status, status}
    if n > 0 then parts[#parts + 1] = n .. " " .. words[n == 1 and 1 or 2] end
  end
  if counts.problems > 0 then parts[#parts + 1] = text.count(counts.problems, "problem") .. " outside of tests" end
  return parts[1] and concat(parts, ", ") or "no tests"
end

-- Counts the tests of one file. A block whose tests are unknown counts as one test that did not run.
function text.count_file(result)
  local counts = {problems = #result.problems}
  for _, status in ipairs(ORDER) do counts[status] = 0 end
  for _, test in ipairs(result.tests) do
    local status = results.status(test)
    counts[status] = counts[status] + 1
  end
  counts.not_run = counts.not_run + #text.unknown_blocks(result)
  if result:flaky_problems()[1] then counts.flaky = counts.flaky + 1 end
  return counts
end

return text
