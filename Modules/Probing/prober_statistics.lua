-- Statistics of round trips.
local sort, ceil, abs, max, huge = table.sort, math.ceil, math.abs, math.max, math.huge
local setmetatable, floor, log = setmetatable, math.floor, math.log

local statistics = {}
statistics.__index = statistics

function statistics.new()
  return setmetatable({
    sent = 0, received = 0, different = 0, refused = 0, duplicate = 0, late = 0, reordered = 0, unsent = 0,
    open = 0, jitter = 0, times = {},
    highest = 0,
  }, statistics)
end

-- Adds an answer to question `number`. Computes the jitter as RFC 3550, 6.4.1, does, from the round trips in the order
-- of the answers. An answer is reordered if a later question was answered before (RFC 4737).
function statistics:add(number, seconds)
  local times = self.times
  if times[1] then self.jitter = self.jitter + (abs(seconds - times[#times]) - self.jitter) / 16 end
  times[#times + 1] = seconds
  self.received = self.received + 1
  if number < self.highest then self.reordered = self.reordered + 1 end
  self.highest = max(self.highest, number)
end

-- Returns the value below or at which this share of the sorted times is.
local function rank(times, share) return times[max(1, ceil(#times * share))] end

-- Computes min, median, p95, p99, max and the loss, a number from 0 to 1, or nil if no question was judged.
function statistics:finish()
  local sorted = {}
  for i = 1, #self.times do sorted[i] = self.times[i] end
  sort(sorted)
  self.sorted = sorted
  self.min, self.median, self.p95 = sorted[1], rank(sorted, 0.5), rank(sorted, 0.95)
  self.p99, self.max = rank(sorted, 0.99), sorted[#sorted]
  local judged = self.sent - self.open
  self.lost = judged - self.received - self.different
  self.loss = judged > 0 and self.lost / judged or nil
end

local STEPS <const> = {1, 2, 5}

-- Returns a number of the series 1, 2, 5, 10, 20, ... The number 1 has the index 0.
local function bound(index) return STEPS[index % 3 + 1] * 10.0 ^ (index // 3) end

-- Returns a list of {from, to, count}, with bounds of the series 1, 2, 5, 10, 20, ...
function statistics:histogram()
  local sorted, buckets = self.sorted, {}
  if not sorted[1] then return buckets end
  local index = floor(log(max(sorted[1], 1e-9), 10)) * 3
  while bound(index + 1) <= sorted[1] do index = index + 1 end
  local position = 1
  while position <= #sorted do
    local bucket = {from = bound(index), to = bound(index + 1), count = 0}
    while (sorted[position] or huge) < bucket.to do bucket.count, position = bucket.count + 1, position + 1 end
    buckets[#buckets + 1] = bucket
    index = index + 1
  end
  return buckets
end

return statistics
