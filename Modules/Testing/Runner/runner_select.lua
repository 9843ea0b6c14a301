-- Selects and orders the files: the last failures, changed files, a shard, repetitions, and the random order.
local _, host = ...
local late = host.late
local ipairs, format, random, randomseed = ipairs, string.format, math.random, math.randomseed

local SUCCESS <const>, MISUSE <const> = 0, 2

-- Returns the items with tests that failed in the last run.
local function last_failed(items)
  local failed, kept = late("runner_failed.lua").load(), {}
  for _, item in ipairs(items) do
    local names = failed[late("runner_text.lua").key(item.file)]
    if names then
      item.names = names[1] and names or nil
      kept[#kept + 1] = item
    end
  end
  return kept
end

local function shuffled(items)
  for i = #items, 2, -1 do
    local j = random(i)
    items[i], items[j] = items[j], items[i]
  end
  return items
end

-- Repeats each file. In reports, the name of a repeated test ends with the number of the run.
local function repeated(items, times)
  local all = {}
  for i = 1, times do
    for _, item in ipairs(items) do
      all[#all + 1] = {
        file = item.file, lines = item.lines, names = item.names, run = i,
        label = times > 1 and format("[run %d of %d]", i, times) or nil,
      }
    end
  end
  return all
end

-- Returns the selected items. If there are none, returns nil, a message and the exit status.
return function(settings, items)
  if settings.stress_new then
    local message
    items, message = late("runner_git.lua")(settings.since or "HEAD", items)
    if not items then return nil, message, MISUSE end
    if #items == 0 then
      return nil, "no file of tests has changed since " .. (settings.since or "HEAD"), SUCCESS
    end
  end
  if settings.last_failed then
    items = last_failed(items)
    if #items == 0 then return nil, "no test failed in the last run", SUCCESS end
  end
  if settings.shard then
    items = late("runner_shards.lua").part(items, settings.shard[1], settings.shard[2])
  end
  items = repeated(items, settings.stress_new or settings["repeat"] or 1)
  if settings.shuffle then
    randomseed(settings.seed)
    items = shuffled(items)
  end
  for _, item in ipairs(items) do
    -- each run of a file has another order, which the seed of the whole run reproduces
    item.seed = settings.seed and (settings.seed + (item.run or 1) - 1) & 0x7fffffff or nil
  end
  return items
end
