-- The reporter github: annotations of GitHub Actions on standard output, and a table in the summary of the job.
local _, host = ...
local late = host.late
local text, results = late("runner_text.lua"), late("runner_results.lua")
local format, gsub, concat, sub, open, getenv = string.format, string.gsub, table.concat, string.sub, io.open, os.getenv
local ipairs, setmetatable, tostring = ipairs, setmetatable, tostring
local stderr, write = io.stderr, io.stderr.write

local MOST <const> = 10 -- the number of annotations that GitHub shows for each level in a step
local MOST_BYTES <const> = 900 * 1024 -- GitHub drops a summary of more than 1024 KiB

local github = {}
github.__index = github

function github.new(out) return setmetatable({out = out}, github) end

local DATA = {["%"] = "%25", ["\r"] = "%0D", ["\n"] = "%0A"}
local PROPERTY = {["%"] = "%25", [":"] = "%3A", [","] = "%2C"}

local function annotation(level, file, line, title, message)
  local function property(words) return (gsub(text.name(tostring(words)), "[%%:,]", PROPERTY)) end
  return format("::%s file=%s%s,title=%s::%s\n", level, property(file), line and ",line=" .. property(line) or "",
    property(title), (gsub(text.lines(message), "[%%\r\n]", DATA)))
end

local function add_problems(list, result, problems, status)
  for _, problem in ipairs(problems) do
    local file, line = text.place(problem.place)
    local where, description = text.problem(problem)
    list[#list + 1] = {
      file = file or result.file, line = line, title = where, message = description, status = status,
      headline = text.headline(problem),
    }
  end
end

-- Returns a list of errors and a list of warnings. Each element contains an annotation and its row in the table.
local function findings(run)
  local errors, warnings = {}, {}
  for _, result in ipairs(run.results) do
    for _, test in ipairs(result.tests) do
      local status = results.status(test)
      local first = test.attempts[1]
      if results.is_failure(status) or status == "flaky" then
        local file, line = text.place(first.place)
        local list = status == "flaky" and warnings or errors
        local message = text.description(first)
        if first.output and first.output ~= "" then message = message .. "\noutput:\n" .. first.output end
        list[#list + 1] = {
          file = file or test.file, line = line or test.line, title = test.shown, message = message, status = status,
          headline = text.headline(first),
        }
      end
    end
    add_problems(errors, result, result.problems, "problem")
    add_problems(warnings, result, result:flaky_problems(), "flaky")
  end
  return errors, warnings
end

-- Writes annotations, up to the number that GitHub shows. If there are more, the last annotation counts the others.
local function annotate(out, level, list)
  for i, found in ipairs(list) do
    if i == MOST and #list > MOST then
      out:write(annotation(level, found.file, nil, "more", format("and %d more: see the log", #list - MOST + 1)))
      return
    end
    out:write(annotation(level, found.file, found.line, found.status .. ": " .. found.title, found.message))
  end
end

-- Escapes Markdown and HTML for a cell of the table.
local function cell(words)
  words = gsub(gsub(text.name((gsub(tostring(words), "[\r\n]+", " "))), "&", "&amp;"), "<", "&lt;")
  return (gsub(words, "[|`*_%[%]\\]", "\\%0"))
end

local function summary(run, errors, warnings)
  local parts = {"## Tests: ", text.counts(run.counts), "\n\n"}
  if run.stop_reason then parts[#parts + 1] = cell(run.stop_reason) .. "\n\n" end
  local size = 0
  local function add(row)
    size = size + #row
    if size < MOST_BYTES then parts[#parts + 1] = row end
  end
  if #errors + #warnings > 0 then
    add("| result | test | place | message |\n|---|---|---|---|\n")
    for _, list in ipairs {errors, warnings} do
      for _, found in ipairs(list) do
        add(format("| %s | %s | %s | %s |\n", found.status, cell(found.title),
          cell(found.file .. (found.line and ":" .. found.line or "")), cell(sub(found.headline, 1, 500))))
      end
    end
    add("\n")
  end
  local rows = {}
  for _, result in ipairs(run.results) do
    local counts = result.not_run and "did not run" or text.counts(text.count_file(result))
    rows[#rows + 1] = format("| %s | %s | %s |\n", cell(result.file), counts, text.seconds(result.duration))
  end
  add("| file | result | time |\n|---|---|---|\n" .. concat(rows))
  if size >= MOST_BYTES then parts[#parts + 1] = "\nThe rest is left out: see the log.\n" end
  return concat(parts)
end

-- Returns true, or nil and a message.
local function append(path, content)
  local file, message = open(path, "a")
  if not file then return nil, message end
  local ok
  ok, message = file:write(content)
  local is_closed, why = file:close()
  return ok and is_closed, message or why
end

function github:finish(run)
  local errors, warnings = findings(run)
  annotate(self.out, "error", errors)
  annotate(self.out, "warning", warnings)
  self.out:flush()
  local path = getenv("GITHUB_STEP_SUMMARY")
  if not path or path == "" then return end
  local ok, message = append(path, summary(run, errors, warnings))
  if not ok then
    self.has_failed = true
    write(stderr, "moonwire: cannot write the summary to '", path, "': ", message, "\n")
  end
end

return github
