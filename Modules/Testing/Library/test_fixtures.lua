-- The module "busted.fixtures": finds files in the folder of the calling spec file.

local _, host = ...
local place, failure = host.late("test_place.lua"), host.late("test_failure.lua")
local open, load, type, match, gsub, sub = io.open, load, type, string.match, string.gsub, string.sub
local gmatch, concat, getenv = string.gmatch, table.concat, os.getenv

local fixtures = {}

-- Returns the path without the parts "." and "x/..".
local function tidy(path)
  local parts = {}
  for part in gmatch(path, "[^/]+") do
    if part == ".." and #parts > 0 and parts[#parts] ~= ".." then
      parts[#parts] = nil
    elseif part ~= "." then
      parts[#parts + 1] = part
    end
  end
  return (sub(path, 1, 1) == "/" and "/" or "") .. concat(parts, "/")
end

-- Returns the path of a file whose name is relative to the folder of the calling file.
function fixtures.path(name)
  if name ~= nil and type(name) ~= "string" then
    failure.raise("bad argument to 'path' expected a string (relative filename) or nil, got: " .. type(name), 2)
  end
  local file = gsub(place.of(1) or "", ":%d+$", "")
  local folder = match(file, "^(.*)/[^/]*$") or "."
  if sub(folder, 1, 1) ~= "/" then folder = (getenv("PWD") or ".") .. "/" .. folder end
  return tidy(folder .. "/" .. (name or ""))
end

-- Returns the contents of a file.
function fixtures.read(name)
  if type(name) ~= "string" then
    failure.raise("bad argument to 'read' expected a string (relative filename), got: " .. type(name), 2)
  end
  local path = fixtures.path(name)
  local file <close>, message = open(path, "rb")
  if not file then failure.raise("Error reading file '" .. path .. "': " .. message, 2) end
  return (file:read("a"))
end

-- Runs a Lua file and returns its results.
function fixtures.load(name)
  if type(name) ~= "string" then
    failure.raise("bad argument to 'load' expected a string (relative filename), got: " .. type(name), 2)
  end
  if not match(name, "%.lua$") then name = name .. ".lua" end
  local chunk, message = load(fixtures.read(name), "@" .. name)
  if not chunk then failure.raise("Error loading code from '" .. name .. "': " .. message, 2) end
  return chunk()
end

return fixtures
