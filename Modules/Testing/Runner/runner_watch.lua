-- The option --watch: runs the test files, and after each change the affected test files. A change affects a test file
-- if the test file itself or a module that it has loaded has changed.
local _, host = ...
local testing, late = host.testing, host.late
local schedule, files, tree = late("runner_schedule.lua"), late("runner_files.lua"), late("runner_tree.lua")
local time, system, pipe = require "moonwire.time", require "moonwire.system", require "moonwire.pipe"
local file_descriptor, byte_span = require "moonwire.file_descriptor", require "moonwire.byte_span"
local ipairs, next, pcall, spawn, tostring = ipairs, next, pcall, spawn, tostring
local unpack, sub, gsub, find, match = string.unpack, string.sub, string.gsub, string.find, string.match
local stdout, stderr = io.stdout, io.stderr

local CLOSE_WRITE <const>, MOVED_TO <const>, CREATE <const>, DELETE <const> = 0x8, 0x80, 0x100, 0x200
local IS_FOLDER <const> = 0x40000000
local MASK <const> = CLOSE_WRITE | MOVED_TO | CREATE | DELETE
local QUIET_TIME <const> = 0.1 -- seconds without a change that end a group of changes
local SIGNALLED <const>, FAILURE <const> = 128, 1

-- Watches a folder and its subfolders. `folders` maps the number of each watch to the path of the folder.
local function watch_folder(number, folders, path)
  local watch = testing.watch_path(number, path == "" and "." or path, MASK)
  if watch < 0 then return end
  folders[watch] = path
  for _, name in ipairs(testing.list(path == "" and "." or path) or {}) do
    if sub(name, -1) == "/" and sub(name, 1, 1) ~= "." then
      watch_folder(number, folders, (path == "" and "" or path .. "/") .. sub(name, 1, -2))
    end
  end
end

local function watcher()
  local number = testing.watch_files()
  if number < 0 then return nil end
  local self = {number = number, folders = {}, buffer = byte_span.new(64 * 1024)}
  self.stream = pipe.read_stream.new(file_descriptor.from_number(number))
  watch_folder(number, self.folders, "")
  return self
end

-- Reads events once, and adds the changed Lua files to a set.
local function read_changes(self, changed)
  local count = self.stream:read_some(self.buffer)
  local bytes, position = tostring(self.buffer:slice(1, count)), 1
  while position < #bytes do
    local watch, mask, _, length, after = unpack("<i4I4I4I4", bytes, position)
    local name = match(sub(bytes, after, after + length - 1), "^%Z*")
    local folder = self.folders[watch]
    if folder and name ~= "" then
      local path = (folder == "" and "" or folder .. "/") .. name
      if mask & IS_FOLDER ~= 0 then
        if sub(name, 1, 1) ~= "." then watch_folder(self.number, self.folders, path) end
      elseif find(name, "%.lua$") and mask & ~CREATE ~= 0 then
        changed[path] = true
      end
    end
    position = after + length
  end
end

-- Waits for a change, and then until no more changes follow. Returns the set of the changed files.
local function wait_for_changes(self)
  local changed = {}
  while next(changed) == nil do read_changes(self, changed) end
  while pcall(time.with_timeout, QUIET_TIME, read_changes, self, changed) do end
  return changed
end

local function normal(path) return (gsub(path, "^%./", "")) end

-- Returns the items that a change affects. If no test file is known to have loaded a changed module, all items are
-- affected.
local function affected(items, changed, loaded)
  local wanted, is_known = {}, {}
  for _, item in ipairs(items) do
    if changed[item.file] then wanted[item.file], is_known[item.file] = true, true end
    for _, path in ipairs(loaded[item.file] or {}) do
      path = normal(path)
      if changed[path] then wanted[item.file], is_known[path] = true, true end
    end
  end
  for path in next, changed do
    if not is_known[path] then return items end
  end
  local kept = {}
  for _, item in ipairs(items) do
    if wanted[item.file] then kept[#kept + 1] = item end
  end
  return kept
end

-- Ends the process and its workers after SIGINT, SIGTERM or SIGHUP.
local function end_on_signals()
  spawn({daemon = true}, function()
    local set <close> = late("runner_signals.lua").new_set()
    local number = set:wait()
    for pid in next, tree.workers do tree.kill(pid) end
    system.exit(SIGNALLED + number, {force = 2})
  end)
end

return function(settings, items)
  end_on_signals()
  local self, loaded = watcher(), {}
  if not self then
    stderr:write("moonwire: the system cannot watch files\n")
    return FAILURE
  end
  while true do
    local run = schedule(settings, items)
    for file, paths in next, run.loaded do loaded[file] = paths end
    -- Nobody reads the results any more if the output cannot be written.
    if not stdout:write("watching for changes, until Ctrl+C\n") or not stdout:flush() then return FAILURE end
    local changed = wait_for_changes(self)
    items = affected(files.find(settings) or items, changed, loaded)
    stdout:write("\n")
  end
end
