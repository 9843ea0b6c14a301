-- The reporter junit: XML of JUnit, with a suite for each file. Each test is one case, which contains all attempts of
-- the test. The XML is valid against tests/Moonwire.Tests/CommandLine/junit.xsd.
local _, host = ...
local late = host.late
local text, results = late("runner_text.lua"), late("runner_results.lua")
local format, gsub, concat = string.format, string.gsub, table.concat
local ipairs, setmetatable, tostring, date = ipairs, setmetatable, tostring, os.date
local len, sub, byte = utf8.len, string.sub, string.byte

local junit = {}
junit.__index = junit

function junit.new(out) return setmetatable({out = out}, junit) end

-- Replaces bytes that are not valid UTF-8.
local function valid_utf8(words)
  local parts, position = {}, 1
  while true do
    local ok, bad = len(words, position)
    if ok then break end
    parts[#parts + 1] = sub(words, position, bad - 1)
    parts[#parts + 1] = format("\\x%02X", byte(words, bad))
    position = bad + 1
  end
  if position == 1 then return words end
  return concat(parts) .. sub(words, position)
end

local ESCAPES = {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;"}
local ATTRIBUTE_ESCAPES = {["\n"] = "&#10;", ["\t"] = "&#9;"}

-- Escapes text for XML. XML 1.0 cannot represent control characters, U+FFFE and U+FFFF.
local function xml(words)
  words = gsub(valid_utf8(tostring(words)), "[%z\1-\8\11\12\13\14-\31]", function(c)
    return format("\\x%02X", byte(c))
  end)
  words = gsub(words, "\xEF\xBF[\xBE\xBF]", "\xEF\xBF\xBD")
  return (gsub(words, '[&<>"]', ESCAPES))
end

local function attribute(words) return (gsub(xml(words), "[\n\t]", ATTRIBUTE_ESCAPES)) end

-- Returns the class name of a file. Dots separate the folders. Dots in names become underscores, because readers use
-- the part after the last dot as the class.
local function class_of(file)
  return (gsub(gsub(gsub(gsub(file, "%.lua$", ""), "%.", "_"), "^/+", ""), "/+", "."))
end

local function seconds(duration) return format("%.3f", duration or 0) end

local function element(name, message, kind, content)
  return format('      <%s message="%s" type="%s">%s</%s>\n', name, attribute(message), attribute(kind), xml(content),
    name)
end

-- Returns the element of an attempt that does not determine the outcome of the test.
local function rerun(name, attempt)
  local output = attempt.output or ""
  return format('      <%s message="%s" type="%s">\n        <stackTrace>%s</stackTrace>\n%s      </%s>\n', name,
    attribute(text.headline(attempt)), attempt.status, xml(text.description(attempt)),
    output ~= "" and "        <system-out>" .. xml(output) .. "</system-out>\n" or "", name)
end

local function outcome(test, status)
  local attempts, parts = test.attempts, {}
  local first, last = attempts[1], attempts[#attempts]
  if status == "not_run" then
    return '      <skipped message="did not run, because the file or the run ended before"/>\n', ""
  end
  if status == "pending" or status == "skipped" then
    local reason = last.reason or last.message
    local words = status == "pending" and "pending" or "skipped"
    if reason then words = words .. ": " .. reason end
    return format('      <skipped message="%s"/>\n', attribute(words)), last.output
  end
  if status == "flaky" then
    for i = 1, #attempts - 1 do
      local kind = attempts[i].status == "error" and "flakyError" or "flakyFailure"
      parts[i] = rerun(kind, attempts[i])
    end
    return concat(parts), last.output
  end
  if not results.is_failure(status) then return "", last.output end
  parts[1] = element(first.status == "error" and "error" or "failure", text.headline(first), first.status,
    text.description(first))
  for i = 2, #attempts do
    parts[i] = rerun(attempts[i].status == "error" and "rerunError" or "rerunFailure", attempts[i])
  end
  return concat(parts), first.output
end

-- Returns the XML of a case. Each case gets a unique name, because readers use only the first case of a name.
local function case(class, name, duration, content, output, names)
  local times = (names[name] or 0) + 1
  names[name] = times
  if times > 1 then name = name .. " (" .. times .. ")" end
  if output and output ~= "" then content = content .. "      <system-out>" .. xml(output) .. "</system-out>\n" end
  return format('    <testcase name="%s" classname="%s" time="%s">\n%s    </testcase>\n', attribute(name),
    attribute(class), seconds(duration), content)
end

local function duration_of(test)
  local sum = 0
  for _, attempt in ipairs(test.attempts) do sum = sum + (attempt.duration or 0) end
  return sum
end

local function suite(result)
  local class, names, parts = class_of(result.file), {}, {}
  local failures, errors, skipped = 0, 0, 0
  for _, test in ipairs(result.tests) do
    local status = results.status(test)
    local first = test.attempts[1]
    if results.is_failure(status) then
      if first.status == "error" then errors = errors + 1 else failures = failures + 1 end
    elseif status == "pending" or status == "skipped" or status == "not_run" then
      skipped = skipped + 1
    end
    local content, output = outcome(test, status)
    parts[#parts + 1] = case(class, test.shown, duration_of(test), content, output, names)
  end
  for i, problem in ipairs(result.problems) do
    local where, description = text.problem(problem)
    errors = errors + 1
    local content = element("error", text.headline(problem), "problem", description)
    parts[#parts + 1] = case(class, "(" .. where .. ")", 0, content, i == 1 and concat(result.output), names)
  end
  local earlier = {}
  for i, problem in ipairs(result:flaky_problems()) do
    problem.status = "problem"
    earlier[i] = rerun("flakyError", problem)
  end
  if earlier[1] then parts[#parts + 1] = case(class, "(file)", 0, concat(earlier), nil, names) end
  local unknown = text.unknown_blocks(result)
  if result.not_run then unknown[1] = "(file)" end
  for _, name in ipairs(unknown) do
    skipped = skipped + 1
    parts[#parts + 1] = case(class, name, 0, '      <skipped message="did not run, because the run ended before"/>\n',
      nil, names)
  end
  local label = result.label and " " .. result.label or ""
  return format('  <testsuite name="%s" tests="%d" failures="%d" errors="%d" skipped="%d" time="%s" timestamp="%s" '
      .. 'file="%s">\n%s  </testsuite>\n', attribute(result.file .. label), #parts, failures, errors, skipped,
    seconds(result.duration), date("!%Y-%m-%dT%H:%M:%S"), attribute(result.file), concat(parts)), #parts, failures,
    errors
end

function junit:finish(run)
  local parts, tests, failures, errors = {}, 0, 0, 0
  for i, result in ipairs(run.results) do
    local one, two, three
    parts[i], one, two, three = suite(result)
    tests, failures, errors = tests + one, failures + two, errors + three
  end
  self.out:write('<?xml version="1.0" encoding="UTF-8"?>\n', format(
    '<testsuites name="moonwire test" tests="%d" failures="%d" errors="%d" time="%s">\n', tests, failures, errors,
    seconds(run.duration)), concat(parts), "</testsuites>\n")
  self.out:flush()
end

return junit
