-- Finds the files of modules such as './x' and '../x'.

local native, host = ...
local check, real_path = host.check, native.real_path
local open, ipairs, concat, remove = io.open, ipairs, table.concat, table.remove
local match, gmatch, gsub, sub = string.match, string.gmatch, string.gsub, string.sub

local separator = sub(package.config, 1, 1) == "\\" and "[/\\]" or "/"
local files = {}
host.module_files = files

-- The real paths of loaded files, by chunk name. The paths are kept because the working directory may change.
local real_of_source = {}

-- The keys of real_of_source, in the order in which the files were loaded.
local sources = {}

function files.learn(source, real)
  if not real_of_source[source] then sources[#sources + 1] = source end
  real_of_source[source] = real
end

-- Returns the folder of a path, without resolving links.
function files.folder_of(path)
  local folder = match(path, "^(.*)" .. separator)
  if not folder then return "." end
  return folder == "" and "/" or folder
end
local folder_of = files.folder_of

-- Returns a folder's path without "." and "x/..". If links make the shorter path lead elsewhere, returns the path
-- unchanged.
local function tidy(folder)
  local parts = {}
  for part in gmatch(folder, "[^/]+") do
    if part == ".." and #parts > 0 and parts[#parts] ~= ".." then
      remove(parts)
    elseif part ~= "." then
      parts[#parts + 1] = part
    end
  end
  local root = sub(folder, 1, 1) == "/" and "/" or ""
  local shorter = root .. concat(parts, "/")
  if shorter == "" then shorter = "." end
  local real = check(real_path(folder))
  return real and check(real_path(shorter)) == real and shorter or folder
end

local function join(folder, name)
  if folder == "." then return name end
  return (gsub(folder, "/$", "")) .. "/" .. name
end

-- Returns the folders of a file: its real folder and, if the path leads through a link, also the folder in the path.
function files.folders_of(path)
  local real = real_of_source[path] or check(real_path(path))
  local folder = folder_of(path)
  if not real then return {folder} end
  local real_folder = folder_of(real)
  local written = check(real_path(folder))
  if written == real_folder then return {folder} end
  return {real_folder, written and folder}
end
local folders_of = files.folders_of

local function is_readable(path)
  local file = open(path, "r")
  if file then file:close() end
  return file ~= nil
end

local function find(name, folders)
  local tried = ""
  for _, folder in ipairs(folders) do
    local path = join(folder, name)
    local base = join(tidy(folder_of(path)), match(path, "[^/]*$"))
    for _, file in ipairs({base .. ".lua", base .. "/init.lua"}) do
      local real = is_readable(file) and check(real_path(file))
      if real then return file, real end
      tried = tried .. "\n\tno file '" .. file .. "'"
    end
  end
  return nil, "module '" .. name .. "' not found:" .. tried
end

-- Finds the file that './x' or '../x' means if the file `source` requires it. If `source` is "", searches the working
-- directory. Returns the path to show and the real path. If there is no such file, returns nil and a message.
function files.resolve(name, source)
  return find(name, source == "" and {"."} or folders_of(source))
end

-- Does the work of files.resolve if a tail call hides the file that calls require. Searches the folders of all loaded
-- files. If the file that has called the function with the tail call is known, it is `source`, and its folders are
-- searched too. If the folders contain different files with this name, returns nil and a message.
function files.guess(name, source)
  local folders, known = {}, {}
  local function add(path)
    for _, folder in ipairs(folders_of(path)) do
      local key = check(real_path(folder)) or folder
      if not known[key] then
        known[key] = true
        folders[#folders + 1] = folder
      end
    end
  end
  if source then add(source) end
  for _, path in ipairs(sources) do add(path) end
  if #folders == 0 then return find(name, {"."}) end

  local shown, real
  for _, folder in ipairs(folders) do
    local other_shown, other_real = find(name, {folder})
    if other_shown and real and other_real ~= real then
      return nil, "'" .. name .. "' is '" .. shown .. "' or '" .. other_shown .. "': require is a tail call here, "
        .. "which hides the file that it is relative to; write (require('" .. name .. "'))"
    end
    if other_shown then shown, real = other_shown, other_real end
  end
  if shown then return shown, real end
  return find(name, folders)
end
