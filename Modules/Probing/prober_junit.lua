-- The output --junit: XML with one suite, in which each target is a case.
local _, host = ...
local late = host.late
local verdict, write_file = late("prober_verdict.lua"), late("prober_files.lua")
local format, gsub, concat, setmetatable, date = string.format, string.gsub, table.concat, setmetatable, os.date

local output = {}
output.__index = output

function output.new(settings) return setmetatable({path = settings.junit, jobs = {}}, output) end

function output:add(job) self.jobs[#self.jobs + 1] = job end

local ESCAPES <const> = {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;"}

-- Escapes text for XML. The text of a verdict has no control characters, except the line feeds of details.
local function xml(text)
  return (gsub(gsub(text, "\xEF\xBF[\xBE\xBF]", "\xEF\xBF\xBD"), '[&<>"]', ESCAPES))
end

function output:finish()
  local parts, names, failures, errors, total = {}, {}, 0, 0, 0
  for i = 1, #self.jobs do
    local job = self.jobs[i]
    local name, summary = verdict.safe(job.target), verdict.summary(job)
    names[name] = (names[name] or 0) + 1
    if names[name] > 1 then name = name .. " (" .. names[name] .. ")" end
    local content
    local message = concat({summary, concat(verdict.details(job), "\n")}, "\n")
    if job.status == 0 then
      content = format("      <system-out>%s</system-out>\n", xml(message))
    else
      local element = job.status >= 6 and "error" or "failure" -- an error says nothing about the service
      failures, errors = failures + (element == "failure" and 1 or 0), errors + (element == "error" and 1 or 0)
      content = format('      <%s message="%s" type="%s">%s</%s>\n', element, xml(summary), job.verdict, xml(message),
        element)
    end
    total = total + (job.duration or 0)
    parts[i] = format('    <testcase name="%s" classname="moonwire.probe" time="%.3f">\n%s    </testcase>\n', xml(name),
      job.duration or 0, content)
  end
  local counts = format('tests="%d" failures="%d" errors="%d"', #parts, failures, errors)
  return write_file(self.path, concat {
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    format('<testsuites name="moonwire probe" %s time="%.3f">\n', counts, total),
    format('  <testsuite name="moonwire probe" %s skipped="0" time="%.3f" timestamp="%s">\n', counts, total,
      date("!%Y-%m-%dT%H:%M:%S")),
    concat(parts), "  </testsuite>\n</testsuites>\n",
  })
end

return output
