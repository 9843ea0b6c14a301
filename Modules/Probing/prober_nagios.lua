-- The output --nagios: a line with performance data, and a status from 0 to 3.
local _, host = ...
local verdict = host.late("prober_verdict.lua")
local format, gsub, concat, max, setmetatable = string.format, string.gsub, table.concat, math.max, setmetatable
local put = host.late("prober_output.lua").put

local output = {}
output.__index = output
local NAMES <const> = {[0] = "OK", "WARNING", "CRITICAL", "UNKNOWN"}

function output.new(settings) return setmetatable({settings = settings, jobs = {}}, output) end

function output:add(job) self.jobs[#self.jobs + 1] = job end

local function state(job)
  if job.status == 0 then return (job.series and job.series.lost + job.series.unsent or 0) > 0 and 1 or 0 end
  -- A fault of this machine, its resolver or the user's protocol says nothing about the service.
  return (job.status >= 6 or job.verdict == "broken") and 3 or 2
end

local function add_data(parts, job, prefix, timeout)
  local name = gsub(prefix, "['=|]", "_")
  local stats = job.series
  local function add(label, value, unit, most)
    parts[#parts + 1] = format("'%s%s'=%s%s;;;0%s", name, label, value, unit, most and ";" .. most or "")
  end
  if stats then
    if stats.median then
      add("median", format("%.6f", stats.median), "s", timeout)
      add("p95", format("%.6f", stats.p95), "s", timeout)
      add("max", format("%.6f", stats.max), "s", timeout)
    end
    add("jitter", format("%.6f", stats.jitter), "s")
    if stats.loss then add("loss", format("%.2f", stats.loss * 100), "%", 100) end
  elseif job.from then
    add("time", format("%.6f", job.seconds), "s", timeout)
  end
end

local function clean(text) return (gsub(text, "|", "/")) end

-- Returns the status of a plugin as the second result.
function output:finish()
  local jobs, worst, bad, data = self.jobs, 0, 0, {}
  for i = 1, #jobs do
    local one = state(jobs[i])
    if one > 0 then bad = bad + 1 end
    worst = (one == 2 or worst == 2) and 2 or max(worst, one) -- CRITICAL is worse than UNKNOWN
    add_data(data, jobs[i], #jobs > 1 and verdict.safe(jobs[i].target) .. " " or "",
      format("%g", self.settings.wait or self.settings.timeout))
  end
  local line
  if #jobs == 1 then
    line = verdict.safe(jobs[1].target) .. " " .. verdict.summary(jobs[1])
  else
    line = format("%d of %d targets are well", #jobs - bad, #jobs)
  end
  put("PROBE ", NAMES[worst], " - ", clean(line), data[1] and " | " .. concat(data, " ") or "", "\n")
  for i = 1, #jobs > 1 and #jobs or 0 do
    put(NAMES[state(jobs[i])], ": ", clean(verdict.safe(jobs[i].target) .. " " .. verdict.summary(jobs[i])), "\n")
  end
  return true, worst
end

return output
