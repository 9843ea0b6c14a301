-- The output --json: an object for each target, one a line.
local _, host = ...
local late = host.late
local verdict, icmp = late("prober_verdict.lua"), late("prober_icmp.lua")
local json = require "moonwire.json"
local put = late("prober_output.lua").put
local byte, format, gsub, tostring, setmetatable, pcall = string.byte, string.format, string.gsub, tostring,
  setmetatable, pcall

local output = {}
output.__index = output

function output.new() return setmetatable({}, output) end

local function hex(bytes)
  return bytes and gsub(bytes, ".", function(c) return format("%02x", byte(c)) end) or nil
end

-- Returns the fields, or nil if JSON cannot contain the fields of a user's protocol.
local function encodable(fields)
  return fields and pcall(json.encode, fields, {escape_invalid = true}) and fields or nil
end

local function report(from)
  return from and {type = from.type, code = from.code, from = from.from, name = icmp.name(from)} or nil
end

local function statistics(series)
  return series and {
    sent = series.sent, answered = series.received, different = series.different, lost = series.lost,
    loss = series.loss, duplicates = series.duplicate, late = series.late, jitter = series.jitter,
    unsent = series.unsent, open = series.open, reordered = series.reordered,
    min = series.min, median = series.median, p95 = series.p95, p99 = series.p99, max = series.max,
  } or nil
end

-- Returns the table of a result.
function output.object(job)
  local closed, e = job.closed, job.error
  local object = {
    target = job.target, verdict = job.verdict, status = job.status, text = verdict.summary(job),
    address = job.address and tostring(job.address), port = job.port, attempts = job.asked, seconds = job.seconds,
    duration = job.duration, from = job.from, from_port = job.from_port, hops = job.ttl, answer = job.text,
    fields = encodable(job.fields), source_port = job.source_port, sent = hex(job.sent), received = hex(job.received),
    icmp = report(job.icmp), error = e and (e.symbol or tostring(e)) or nil,
    closed_port = closed and {
      port = closed.port, result = closed.result or "silent", icmp = report(closed.icmp),
    } or nil,
    fresh_port = job.is_fresh and job.fresh_port or nil, statistics = statistics(job.series),
  }
  local others = job.others or {}
  if others[1] then
    object.others = {}
    for i = 1, #others do object.others[i] = output.object(others[i]) end
  end
  return object
end

function output:add(job)
  put(json.encode(output.object(job), {escape_invalid = true, sort_keys = true}), "\n")
end

function output:finish() return self ~= nil end

return output
