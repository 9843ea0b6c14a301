-- Reads the settings of a run from the command line and from a profile in .busted. The command line takes precedence.
local pcall, type, next, loadfile, ipairs, tostring, tonumber =
  pcall, type, next, loadfile, ipairs, tostring, tonumber
local match, gmatch, gsub, concat = string.match, string.gmatch, string.gsub, table.concat

local config = {}

local DEFAULT_TIMEOUT <const> = 30
-- The defaults of busted, so that suites for busted find their modules.
local LPATH <const> = "./src/?.lua;./src/?/?.lua;./src/?/init.lua"
local CPATH <const> = "./csrc/?.so;./csrc/?/?.so"

local function fail(message) return nil, message end

-- Returns the settings of the profile as one table, which is empty if there is no file. If the file is wrong, returns
-- nil and a message.
local function profile_of(options)
  local path = options.config_file or ".busted"
  local chunk, message = loadfile(path, "t")
  if not chunk then
    if options.config_file or not match(message, "No such file") then return fail(message) end
    if options.run then return fail("there is no file .busted with a profile '" .. options.run .. "'") end
    return {}
  end
  local ok, profiles = pcall(chunk)
  if not ok or type(profiles) ~= "table" then
    return fail(path .. " does not return a table" .. (ok and "" or ": " .. tostring(profiles)))
  end
  local name, result = options.run or "default", {}
  if options.run and type(profiles[name]) ~= "table" then return fail(path .. " has no profile '" .. name .. "'") end
  for _, part in ipairs {"_all", name} do
    for key, value in next, type(profiles[part]) == "table" and profiles[part] or {} do
      result[gsub(key, "%-", "_")] = value
    end
  end
  return result
end

local function list_of(value)
  if type(value) == "table" then return value end
  return value ~= nil and {value} or nil
end

-- Returns the tags in a list such as {"a,b", "#c"}, without "#", or nil if there are no tags.
local function tags_of(value)
  local tags = {}
  for _, text in ipairs(list_of(value) or {}) do
    for tag in gmatch(text, "[^,%s]+") do tags[#tags + 1] = (gsub(tag, "^#", "")) end
  end
  return tags[1] and tags or nil
end

local LISTS = {
  "pattern", "exclude_pattern", "filter", "filter_out", "name", "Xhelper", "lpath", "cpath", "reporter",
}
local SCALARS = {"helper", "seed", "coverage", "shuffle", "repeat"}

local function add_reporters(settings)
  for i, text in ipairs(settings.reporter or {"pretty"}) do
    local name, file = match(text, "^(%a+):?(.*)$")
    if file == "" or file == "/dev/stdout" then file = nil end
    settings.reporters[i] = {name = name or text, file = file}
  end
end

local function shard_of(text)
  if not text then return nil end
  local k, n = match(text, "^(%d+)/(%d+)$")
  k, n = tonumber(k), tonumber(n)
  if not k or k < 1 or k > n then
    return fail("'" .. text .. "' is not a shard: expected K/N, such as 1/4, with K from 1 to N")
  end
  return {k, n}
end

-- Returns the settings, or nil and a message about misuse.
function config.settings(options)
  local profile, message = profile_of(options)
  if not profile then return nil, message end
  local settings = {reporters = {}}
  for key, value in next, options do settings[key] = value end
  for _, key in ipairs(LISTS) do settings[key] = options[key] or list_of(profile[key]) end
  if type(options.reporter) ~= "table" then settings.reporter = nil end -- a profile names reporters of busted
  for _, key in ipairs(SCALARS) do
    if options[key] == nil then settings[key] = profile[key] end
  end
  settings.tags = tags_of(options.tags) or tags_of(profile.tags)
  settings.exclude_tags = tags_of(options.exclude_tags) or tags_of(profile.exclude_tags)
  settings.roots = list_of(profile.ROOT)
  settings.timeout = options.timeout or DEFAULT_TIMEOUT
  settings.lpath = concat(settings.lpath or {LPATH}, ";")
  settings.cpath = concat(settings.cpath or {CPATH}, ";")
  add_reporters(settings)
  if options.shard then
    settings.shard, message = shard_of(options.shard)
    if not settings.shard then return nil, message end
  end
  return settings
end

return config
