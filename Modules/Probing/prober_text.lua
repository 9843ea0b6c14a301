-- The readable output: a line for one target, a table for several.
local _, host = ...
local verdict = host.late("prober_verdict.lua")
local lower, concat = string.lower, table.concat
local format, rep, len, setmetatable = string.format, string.rep, utf8.len, setmetatable
local put = host.late("prober_output.lua").put
local max = math.max
local LONGEST_NAME <const> = 48

local text = {}
text.__index = text

local WORDS = {
  matched = "ok", sent = "ok", heard = "ok", different = "DIFFERENT", unexpected = "DIFFERENT", elsewhere = "ELSEWHERE",
  refused = "REFUSED", silent = "SILENT", unheard = "SILENT", unreachable = "UNREACHABLE", unresolved = "UNRESOLVED",
  failed = "FAILED", broken = "BROKEN",
}

local BAR <const> = 40

local function histogram(series)
  local buckets, most = series:histogram(), 1
  for i = 1, #buckets do most = max(most, buckets[i].count) end
  for i = 1, #buckets do
    local bucket = buckets[i]
    local bar = bucket.count * BAR // most
    put(format("  %9s - %-9s %6d %s\n", verdict.round(bucket.from), verdict.round(bucket.to), bucket.count,
      rep("#", bucket.count > 0 and max(bar, 1) or 0)))
  end
end

function text.new(settings, targets)
  local width = 0
  for i = 1, #targets do
    local length = len(targets[i].text) or #targets[i].text
    if length > width and length <= LONGEST_NAME then width = length end
  end
  return setmetatable({settings = settings, width = width, is_table = #targets > 1, counts = {}}, text)
end

function text:add(job)
  local name, summary = verdict.safe(job.target), verdict.summary(job)
  if self.is_table then
    local missing = self.width - (len(name) or #name)
    local word = WORDS[job.status == 0 and "matched" or job.verdict]
    self.counts[word] = (self.counts[word] or 0) + 1
    put(format("%-11s  %s%s  ", word, name, rep(" ", missing)), summary, "\n")
  else
    put(name, ": ", summary, "\n")
  end
  if job.series then histogram(job.series) end
  if job.status ~= 0 and not self.is_table or self.settings.verbose then
    local lines = verdict.details(job)
    for i = 1, #lines do put(lines[i], "\n") end
  end
end

local ORDER <const> = {
  "ok", "DIFFERENT", "ELSEWHERE", "REFUSED", "SILENT", "UNREACHABLE", "UNRESOLVED", "FAILED",
  "BROKEN",
}

function text:finish()
  if not self.is_table then return true end
  local parts = {}
  for i = 1, #ORDER do
    local count = self.counts[ORDER[i]]
    if count then parts[#parts + 1] = count .. " " .. lower(ORDER[i]) end
  end
  put(concat(parts, ", "), "\n")
  return true
end

return text
