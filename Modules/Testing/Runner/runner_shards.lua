-- Distributes the files among shards by the times that the files took in an earlier run.
local _, host = ...
local late = host.late
local json = require "moonwire.json"
local ipairs, next, pcall, type, sort, open = ipairs, next, pcall, type, table.sort, io.open
local testing, text = host.testing, late("runner_text.lua")

local MOST_BYTES <const> = 64 * 1024 * 1024 -- the bound of the file, which may be an endless device

local shards = {times = {}}

-- Returns the times in a file, or nil if the file is not a timings file. An absent or empty file has no times.
local function load(path)
  local file = open(path)
  if not file then return {} end
  local json_text = file:read(1) or ""
  if json_text == "{" then json_text = json_text .. (file:read(MOST_BYTES) or "") end
  file:close()
  if json_text == "" then return {} end
  local ok, times = pcall(json.decode, json_text)
  if not ok or type(times) ~= "table" then return nil end
  for _, seconds in next, times do
    if type(seconds) ~= "number" then return nil end
  end
  return times
end

-- Reads the timings file. Returns a message if it is not a timings file, because the run would replace the file.
-- Otherwise returns nil. A device or a pipe is read only for a shard, which does not write to it.
function shards.complaint(settings)
  local path = settings.timings
  local kind = path and testing.stat(path)
  if not path or not settings.shard and (kind == "special" or kind == "descriptor") then return nil end
  shards.times = load(path)
  return not shards.times and "'" .. path .. "' is not a file that --timings has written" or nil
end

local function mean(times)
  local sum, count = 0, 0
  for _, seconds in next, times do sum, count = sum + seconds, count + 1 end
  return count > 0 and sum / count or 1
end

-- Returns the items of shard k of n. Assigns the files in order of their times, the longest first. Each file goes to
-- the shard with the smallest sum of times. The result is deterministic, so all shards compute identical parts. A file
-- without a time counts with the mean time.
function shards.part(items, k, n)
  local times, sorted = shards.times, {}
  local unknown = mean(times)
  for i, item in ipairs(items) do
    sorted[i] = {item = item, seconds = times[text.key(item.file)] or unknown, position = i}
  end
  sort(sorted, function(a, b)
    if a.seconds ~= b.seconds then return a.seconds > b.seconds end
    return a.position < b.position
  end)
  local sums, mine = {}, {}
  for i = 1, n do sums[i] = 0 end
  for _, entry in ipairs(sorted) do
    local least = 1
    for i = 2, n do
      if sums[i] < sums[least] then least = i end
    end
    sums[least] = sums[least] + entry.seconds
    if least == k then mine[#mine + 1] = entry end
  end
  sort(mine, function(a, b) return a.position < b.position end)
  for i, entry in ipairs(mine) do mine[i] = entry.item end
  return mine
end

-- Writes the times of this run to the timings file. For files that did not run, the earlier times are kept. Returns
-- false if the file could not be written.
function shards.save(run, path)
  local times = shards.times
  for _, result in ipairs(run.results) do
    if not result.not_run then times[text.key(result.file)] = result.duration end
  end
  local out = late("runner_reporters.lua").to_file(path)
  out:write(json.encode(times, {indent = 1, sort_keys = true, escape_invalid = true}), "\n")
  out:close()
  return not out.has_failed
end

return shards
