-- Finds the test files.
local _, host = ...
local testing = host.testing
local find, match, sub, gsub, sort = string.find, string.match, string.sub, string.gsub, table.sort
local ipairs, pcall, tonumber = ipairs, pcall, tonumber

local FOLDERS = {"spec", "tests", "test"}
local PATTERNS = {"_spec%.lua$", "_test%.lua$"}
local PATTERN_OPTIONS = {"pattern", "exclude_pattern", "filter", "filter_out"}

local files = {}

local function matches(name, patterns)
  for _, pattern in ipairs(patterns) do
    if find(name, pattern) then return true end
  end
  return false
end

-- Calls add(path) for each test file below a folder, in the order of the names.
local function search(folder, settings, add)
  local names = testing.list(folder) or {}
  sort(names)
  local prefix = folder == "." and "" or (gsub(folder, "/*$", "/"))
  for _, name in ipairs(names) do
    local path = prefix .. name
    if sub(name, -1) == "/" then
      if sub(name, 1, 1) ~= "." then search(sub(path, 1, -2), settings, add) end
    elseif match(name, "%.lua$") and matches(name, settings.pattern or PATTERNS)
      and not matches(name, settings.exclude_pattern or {}) then
      add(path)
    end
  end
end

local function default_folders(settings)
  if settings.roots then return settings.roots end
  local found = {}
  for _, folder in ipairs(FOLDERS) do
    if testing.stat(folder) == "folder" then found[#found + 1] = folder end
  end
  return found[1] and found or {"."}
end

local function normal(path) return (gsub(gsub(path, "/+", "/"), "^%./(.)", "%1")) end

-- Returns a list with {file = path, lines = {line, ...} or nil} for each test file, or nil and a message about misuse.
function files.find(settings)
  for _, option in ipairs(PATTERN_OPTIONS) do
    for _, pattern in ipairs(settings[option] or {}) do
      local ok, message = pcall(find, "", pattern)
      if not ok then return nil, "'" .. pattern .. "' is not a Lua pattern: " .. message end
    end
  end
  local list, by_path = {}, {}
  local function add(path, line)
    path = normal(path)
    local item = by_path[path]
    if not item then
      item = {file = path, lines = line and {} or nil}
      list[#list + 1], by_path[path] = item, item
    end
    if not line then item.lines = nil elseif item.lines then item.lines[#item.lines + 1] = line end
  end
  local paths = settings.paths[1] and settings.paths or default_folders(settings)
  for _, path in ipairs(paths) do
    local kind, line = testing.stat(path), nil
    if not kind then
      local file, number = match(path, "^(.*):(%d+)$")
      if file and testing.stat(file) == "file" then kind, path, line = "file", file, tonumber(number) end
    end
    if kind == "file" then
      add(path, line)
    elseif kind == "folder" then
      search(path, settings, add)
    else
      return nil, "there is no file or folder '" .. path .. "'"
    end
  end
  return list
end

return files
