-- Opens the reporters and their outputs.
local _, host = ...
local testing, late = host.testing, host.late
local open, rename, remove, stdout, stderr = io.open, os.rename, os.remove, io.stdout, io.stderr
local write, flush, ipairs, concat, match, setmetatable, insert, select =
  io.stdout.write, io.stdout.flush, ipairs, table.concat, string.match, setmetatable, table.insert, select

local FILES = {
  pretty = "runner_pretty.lua", tap = "runner_tap.lua", junit = "runner_junit.lua", github = "runner_github.lua",
  json = "runner_lines.lua",
}
-- The paths of streams that are already open.
local OPEN = {["/dev/stdout"] = stdout, ["/dev/fd/1"] = stdout, ["/dev/stderr"] = stderr, ["/dev/fd/2"] = stderr}
-- Only one of these reporters can write to standard output. The annotations of github may be between the lines of
-- another reporter.
local STREAMS = {pretty = true, tap = true, junit = true, json = true}

local reporters = {}

-- Returns a message if the reporters cannot be used together or do not exist, otherwise nil.
function reporters.complaint(settings)
  local first, files = nil, {}
  for _, reporter in ipairs(settings.reporters) do
    local name, file = reporter.name, reporter.file
    if file and files[file] then
      return "the reporters " .. files[file] .. " and " .. name .. " cannot both write to '" .. file .. "'"
    end
    if file then files[file] = name end
    if not FILES[name] then
      return "there is no reporter '" .. name .. "': expected pretty, tap, junit, github or json"
    end
    if not reporter.file and STREAMS[name] then
      if first then
        return first .. " and " .. name .. " cannot both write to standard output: write --reporter " .. name
          .. ":FILE"
      end
      first = name
    end
  end
end

-- A sink collects text until flush writes the text.
local sink = {}
sink.__index = sink

function sink:write(...)
  local parts = self.parts
  for i = 1, select("#", ...) do parts[#parts + 1] = (select(i, ...)) end
end

-- Reports the first failure of the sink. A run whose report is incomplete must not succeed.
local function fail(self, message)
  if self.has_failed then return end
  self.has_failed = true
  write(stderr, "moonwire: cannot write ", self.name, ": ", message, "\n")
end

function sink:flush()
  local text = concat(self.parts)
  self.parts = {}
  if not self.file or self.has_failed then return end
  local ok, message = write(self.file, text)
  if ok then ok, message = flush(self.file) end
  if not ok then fail(self, message) end
end

-- Closes the sink. A file gets its final name only now, if the file is complete.
function sink:close()
  self:flush()
  local file, path = self.file, self.path
  if not file or file == stdout or file == stderr then return end
  local ok, message = file:close()
  if ok and path and not self.has_failed then ok, message = rename(path .. ".new", path) end
  if not ok then fail(self, message) end
  if path and self.has_failed then remove(path .. ".new") end
end

-- Returns the mode to open a path that a new file cannot replace: a device, a pipe, or an open descriptor, which may be
-- a file that already contains text. Returns nil for other paths.
local function direct_mode(path)
  local kind = testing.stat(path)
  return kind == "descriptor" and "a" or kind == "special" and "w" or nil
end

-- Returns the sink of a path.
function reporters.to_file(path)
  local self = setmetatable({parts = {}, file = OPEN[path], name = "'" .. path .. "'"}, sink)
  if self.file then return self end
  local mode, message = direct_mode(path), nil
  if mode then
    self.file, message = open(path, mode)
  else
    local folder = match(path, "^(.*)/[^/]*$")
    if folder and folder ~= "" then testing.make_folder(folder) end
    self.path, self.file, message = path, open(path .. ".new", "w")
  end
  if not self.file then fail(self, message) end
  return self
end

-- Returns the sink of standard output.
function reporters.to_output() return setmetatable({parts = {}, file = stdout, name = "standard output"}, sink) end

function reporters.open(settings)
  local list = {}
  for _, reporter in ipairs(settings.reporters) do
    local out = reporter.file and reporters.to_file(reporter.file) or reporters.to_output()
    local opened = late(FILES[reporter.name]).new(out, not reporter.file)
    opened.out = out
    if reporter.name == "github" then list[#list + 1] = opened else insert(list, 1, opened) end
  end
  return list
end

-- Returns false if a report is incomplete.
function reporters.close(list)
  local is_complete = true
  for _, reporter in ipairs(list) do
    reporter.out:close()
    is_complete = is_complete and not reporter.out.has_failed and not reporter.has_failed
  end
  return is_complete
end

return reporters
