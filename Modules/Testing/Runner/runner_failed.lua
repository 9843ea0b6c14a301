-- Stores the names of the tests that failed in the last run in this folder, for --last-failed.
local _, host = ...
local testing, late = host.testing, host.late
local results, text = late("runner_results.lua"), late("runner_text.lua")
local json = require "moonwire.json"
local open, remove, rename, getenv = io.open, os.remove, os.rename, os.getenv
local ipairs, pcall, type, next, format, byte = ipairs, pcall, type, next, string.format, string.byte

local failed = {}

-- Returns the path of the file that stores the names, and the path of its folder. The name of the file is a hash
-- (FNV-1a) of the path of the current folder.
local function place()
  local folder, hash = testing.current_folder(), 0xcbf29ce484222325
  for i = 1, #folder do hash = (hash ~ byte(folder, i)) * 0x100000001b3 end
  local cache = getenv("XDG_CACHE_HOME")
  if not cache or cache:sub(1, 1) ~= "/" then
    local home = getenv("HOME")
    if not home or home:sub(1, 1) ~= "/" then return nil end
    cache = home .. "/.cache"
  end
  cache = cache .. "/moonwire/test"
  return format("%s/%016x.json", cache, hash), cache
end

-- Returns a table that maps the keys of files to the names of their failed tests. An empty list means all tests of the
-- file.
function failed.load()
  local path = place()
  local file = path and open(path)
  if not file then return {} end
  local ok, found = pcall(json.decode, file:read("a"))
  file:close()
  return ok and type(found) == "table" and found or {}
end

local function names_of(result)
  local names, is_bad = json.into_array(), #result.problems > 0 or result.not_run
  for _, test in ipairs(result.tests) do
    local status = results.status(test)
    if results.is_failure(status) or status == "not_run" then names[#names + 1] = test.name end
  end
  if #result.problems > 0 then names = json.into_array() end
  return (is_bad or names[1]) and names or nil
end

local CHOICES = {"filter", "filter_out", "name", "tags", "exclude_tags", "last_failed"}

local function runs_whole_files(run)
  for _, key in ipairs(CHOICES) do
    if run.settings[key] then return false end
  end
  for _, item in ipairs(run.items) do
    if item.lines then return false end
  end
  return true
end

-- Returns the names of the earlier failures of a file that this run has not repeated, or nil.
local function not_repeated(names, result)
  local kept, ran = json.into_array(), {}
  for _, test in ipairs(result.tests) do ran[test.name] = true end
  for _, name in ipairs(names) do
    if not ran[name] then kept[#kept + 1] = name end
  end
  return kept[1] and kept or nil
end

-- Saves the failures of a run. For files and tests that did not run, the earlier failures are kept.
function failed.save(run)
  local path, folder = place()
  if not path then return end
  local all, is_whole = failed.load(), runs_whole_files(run)
  for _, result in ipairs(run.results) do
    local key = text.key(result.file)
    local earlier = all[key]
    all[key] = earlier and not is_whole and not_repeated(earlier, result) or nil
  end
  for _, result in ipairs(run.results) do
    local key = text.key(result.file)
    local names, earlier = names_of(result), all[key]
    if names and names[1] then
      for _, name in ipairs(earlier or {}) do names[#names + 1] = name end
    end
    all[key] = names or earlier
  end
  if next(all) == nil then
    remove(path)
    return
  end
  if not testing.make_folder(folder) then return end
  local file = open(path .. ".new", "w")
  if not file then return end
  file:write(json.encode(all, {sort_keys = true, escape_invalid = true}))
  file:close()
  rename(path .. ".new", path)
end

return failed
