-- The output --openmetrics: gauges that readers of OpenMetrics and of the older text format of Prometheus accept. Each
-- family is in one piece, its unit ends its name, there are no time stamps and no blank lines.
local _, host = ...
local late = host.late
local verdict, write_file = late("prober_verdict.lua"), late("prober_files.lua")
local format, gsub, concat, time = string.format, string.gsub, table.concat, os.time
local setmetatable, type = setmetatable, type

local output = {}
output.__index = output

function output.new(settings) return setmetatable({path = settings.openmetrics, jobs = {}}, output) end

function output:add(job) self.jobs[#self.jobs + 1] = job end

local function of_series(name)
  return function(job) return job.series and job.series[name] end
end

-- Each family: name, unit, help, and a function that returns a number, nil, or a table of numbers by the label stat.
local FAMILIES <const> = {
  {"success", nil, "1 if the target answered as expected, otherwise 0.", function(job)
    return job.status == 0 and 1 or 0
  end},
  {"status", nil, "The exit status of the target: 0 answered, 1 different, 3 refused, 4 silent, 5 unreachable, "
    .. "6 unresolved, 7 not asked.", function(job) return job.status end},
  {"answer_seconds", "seconds", "The time from the question to the answer.", function(job)
    return job.from and not job.series and job.seconds or nil
  end},
  {"attempts", nil, "The number of questions that were sent.", function(job) return job.asked end},
  {"hops", nil, "The TTL or hop limit with which the answer arrived.", function(job) return job.ttl end},
  {"round_trip_seconds", "seconds", "The round trips of all questions.", function(job)
    local s = job.series
    return s and s.min and {min = s.min, median = s.median, p95 = s.p95, p99 = s.p99, max = s.max}
  end},
  {"jitter_seconds", "seconds", "The jitter of the round trips (RFC 3550).", of_series "jitter"},
  {"loss_ratio", "ratio", "The share of the questions without an answer.", of_series "loss"},
  {"duplicates", nil, "The number of answers that arrived again.", of_series "duplicate"},
  {"reordered", nil, "The number of answers that arrived after the answer to a later question.",
    of_series "reordered"},
  {"run_time_seconds", "seconds", "The time of the probe, in seconds since 1970.", function() return time() end},
}
local STATS <const> = {"min", "median", "p95", "p99", "max"}

local function label(text)
  return (gsub(verdict.safe(text), '[\\"\n]', {["\\"] = "\\\\", ['"'] = '\\"', ["\n"] = "\\n"}))
end

local function number(value) return format(value // 1 == value and "%d" or "%.9g", value) end

function output:finish()
  local lines = {}
  local function add(...) lines[#lines + 1] = format(...) end
  for i = 1, #FAMILIES do
    local name, unit, help, value_of = FAMILIES[i][1], FAMILIES[i][2], FAMILIES[i][3], FAMILIES[i][4]
    local full, is_first, labels = "moonwire_probe_" .. name, true, {}
    for k = 1, #self.jobs do
      local job = self.jobs[k]
      local value, target = value_of(job), label(job.target)
      if value and not labels[target] then -- a series may occur once only
        labels[target] = true
        if is_first then
          add("# HELP %s %s", full, help)
          add("# TYPE %s gauge", full)
          if unit then add("# UNIT %s %s", full, unit) end
          is_first = false
        end
        if type(value) == "table" then
          for s = 1, #STATS do add('%s{target="%s",stat="%s"} %s', full, target, STATS[s], number(value[STATS[s]])) end
        else
          add('%s{target="%s"} %s', full, target, number(value))
        end
      end
    end
  end
  add("# EOF\n")
  return write_file(self.path, concat(lines, "\n"))
end

return output
