-- Writes the datagrams of failed tests to files (--artifacts).

local _, host = ...
local note, begin, write = host.test.note, host.test.begin_recording, host.test.write_recording
local place_of = host.late("test_place.lua").of
local gsub, sub, type, tostring, concat = string.gsub, string.sub, type, tostring, table.concat

local MOST_OF_FILE <const>, MOST_OF_NAME <const> = 80, 120

-- The maximum number of assertions of a test that are noted, so that there is room for other notes.
local MOST_ASSERTIONS <const> = 300

local recording = {}

-- The number of the files of each name.
local counts = {}

-- Returns words as a part of the name of a file.
local function safe(words, most)
  return sub(gsub(words, "[^%w%.%-]+", "_"), 1, most)
end

-- Returns the path of a test's file. `options` has the folder, the file of the tests, the label of the run, and the
-- number of the attempt.
local function path_of(options, test)
  local file = gsub(gsub(options.file, "%.lua$", ""), "/+", ".")
  local name = safe(gsub(file, "^%.+", ""), MOST_OF_FILE) .. "." .. safe(test.full_name, MOST_OF_NAME)
  if options.label then name = name .. "." .. safe(options.label, MOST_OF_FILE) end
  if (options.attempt or 1) > 1 then name = name .. ".attempt_" .. options.attempt end
  counts[name] = (counts[name] or 0) + 1
  if counts[name] > 1 then name = name .. "." .. counts[name] end
  return options.artifacts .. "/" .. name .. ".pcapng"
end

local noted = 0

-- Adds a note about an assertion that holds. `words` are the words of its name.
function host.on_assertion(words)
  if noted > MOST_ASSERTIONS then return end
  noted = noted + 1
  if noted > MOST_ASSERTIONS then return note("no further assertion that holds is noted") end
  local place = place_of(2)
  local name = "assert" .. (#words > 0 and "." or "") .. concat(words, ".")
  note(name .. " holds" .. (place and " (" .. place .. ")" or ""))
end

function recording.begin(test)
  noted = 0
  begin(test.full_name)
  note("the test begins: " .. test.full_name)
end

-- Adds a note about the failure of a part of the test.
function recording.failed(e, where)
  local place = e.place and " (" .. e.place .. ")" or ""
  note((where == "it" and "failure: " or "failure in " .. where .. ": ") .. tostring(e.message) .. place)
end

-- Writes the events after the event `after`. Returns the path of the file, or nil if there are no events; or nil and a
-- message if the file cannot be written.
function recording.write(options, test, after)
  local path = path_of(options, test)
  local result = write(path, after)
  if type(result) == "string" then return nil, "cannot write '" .. path .. "': " .. result end
  return result and path or nil
end

return recording
