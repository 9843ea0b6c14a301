-- Coverage: the event that a worker sends, the LCOV file, and the summary of the run.
local _, host = ...
local late, testing = host.late, host.testing
local json = require "moonwire.json"
local gsub, sub, find, format, concat, sort =
  string.gsub, string.sub, string.find, string.format, table.concat, table.sort
local ipairs, next = ipairs, next

local DEFAULT_FILE <const> = "lcov.info"

-- Patterns of files that the report excludes: files outside of the current folder, and test files.
local OTHERS = {"^[/=]", "^%.%./", "_spec%.lua$", "_test%.lua$"}

local lcov = {}

-- Returns the path relative to the current folder, or nil if the report excludes the file.
local function own_path(path, folder)
  path = gsub(gsub(path, "^@", ""), "^%./", "")
  if sub(path, 1, #folder + 1) == folder .. "/" then path = sub(path, #folder + 2) end
  for _, pattern in ipairs(OTHERS) do
    if find(path, pattern) then return nil end
  end
  return path
end

-- In the worker: emits an event with the lines of each file below the current folder, and the hits of these lines.
function lcov.send(found, emit)
  local folder, files = testing.current_folder(), json.into_array()
  for path, lines in next, found do
    local own = own_path(path, folder)
    if own then
      local numbers, hits = json.into_array(), json.into_array()
      for i, line in ipairs(lines.active) do numbers[i], hits[i] = line, lines.hits[line] or 0 end
      files[#files + 1] = {path = own, lines = numbers, hits = hits}
    end
  end
  emit {event = "coverage", files = files}
end

-- Returns an empty table of hits, by file and line.
function lcov.new() return {} end

function lcov.add(covered, event)
  for _, file in ipairs(event.files) do
    local lines = covered[file.path] or {}
    covered[file.path] = lines
    for i, line in ipairs(file.lines) do lines[line] = (lines[line] or 0) + file.hits[i] end
  end
end

local function sorted_keys(t)
  local keys = {}
  for key in next, t do keys[#keys + 1] = key end
  sort(keys)
  return keys
end

local function percent(hit, all) return all == 0 and 100 or hit * 100 / all end

-- Writes the LCOV file, and sets run.coverage_lines to the lines of the summary. Returns false if the file could not be
-- written.
function lcov.finish(run)
  local parts, summary, all_hit, all_lines = {}, {"coverage:"}, 0, 0
  for _, path in ipairs(sorted_keys(run.covered)) do
    local lines, hit = run.covered[path], 0
    local numbers = sorted_keys(lines)
    parts[#parts + 1] = "TN:\nSF:" .. path .. "\n"
    for _, line in ipairs(numbers) do
      parts[#parts + 1] = format("DA:%d,%d\n", line, lines[line])
      if lines[line] > 0 then hit = hit + 1 end
    end
    parts[#parts + 1] = format("LF:%d\nLH:%d\nend_of_record\n", #numbers, hit)
    summary[#summary + 1] = format("  %5.1f %%  %s (%d of %d lines)", percent(hit, #numbers), path, hit, #numbers)
    all_hit, all_lines = all_hit + hit, all_lines + #numbers
  end
  local target = run.settings.coverage_file or DEFAULT_FILE
  local out = late("runner_reporters.lua").to_file(target)
  out:write(concat(parts))
  out:close()
  local place = out.has_failed and "not written" or "written to " .. target
  summary[#summary + 1] = format("  %5.1f %%  all files, %s", percent(all_hit, all_lines), place)
  run.coverage_lines = summary
  return not out.has_failed
end

return lcov
