-- moonwire.proto.statsd: metrics of StatsD (lines "name:value|type|@rate"), with the tags of DogStatsD. Servers send no
-- answers.

local _, host = ...
local check = host.late("proto_check.lua")
local match, find, gmatch, sub, format = string.match, string.find, string.gmatch, string.sub, string.format
local concat, type, math_type, tonumber, pcall, huge = table.concat, type, math.type, tonumber, pcall, math.huge

local statsd = {
  name = "statsd", port = 8125, title = "StatsD server, one way", example = "statsd://127.0.0.1",
  options = {name = true, value = true, type = true, rate = true, tag = true},
}

local MOST <const> = 4096 -- metrics in a datagram, because each is a table
local TYPES <const> = {c = true, g = true, ms = true, h = true, s = true, d = true}

local function wrong(detail) check.fail("encode", 1, detail) end

-- Returns a field that is a number, or a number's text, as text.
local function number_of(metric, field)
  local value = metric[field]
  local number = tonumber(value)
  if not number or number ~= number or number == huge or number == -huge then wrong(field .. ": number expected") end
  if type(value) == "string" then return match(value, "^[%d.eE+-]+$") or wrong(field .. ": number expected") end
  return math_type(number) == "float" and format("%.14g", number) or format("%d", number)
end

local function encode_metric(metric)
  local name = check.string("encode", check.table("encode", 1, metric), "name", 1000)
  if not find(name, "^[^%c:|@#]+$") then wrong("name: characters that a metric cannot have") end
  local kind = check.string("encode", metric, "type", 2, "c")
  if not TYPES[kind] then wrong("type: c, g, ms, h, s or d expected") end
  local value
  if kind == "s" then
    value = check.string("encode", metric, "value", 1000)
    if not find(value, "^[^%c|]+$") then wrong("value: characters that a metric cannot have") end
  else
    value = number_of(metric, "value")
    local has_sign = find(value, "^[+-]")
    if metric.is_change and not has_sign then value = "+" .. value end
    if kind == "g" and has_sign and not metric.is_change then wrong("value: a gauge with a sign is a change") end
  end
  local line = name .. ":" .. value .. "|" .. kind
  if metric.rate then line = line .. "|@" .. number_of(metric, "rate") end
  local tags = check.list(metric.tags)
  for i = 1, #tags do
    local tag = check.string("encode", tags, i, 1000)
    if not find(tag, "^[^%c|,]+$") then wrong("tags: characters that a tag cannot have") end
    line = line .. (i == 1 and "|#" or ",") .. tag
  end
  return line
end

function statsd.encode(message)
  if check.table("encode", 1, message).name ~= nil then return encode_metric(message) end
  local lines = {}
  for i = 1, #message do lines[i] = encode_metric(message[i]) end
  if #lines == 0 then wrong("a metric, or a list of metrics, expected") end
  return concat(lines, "\n")
end

-- Adds the metrics of a line. A line may have several values. Returns a text if the line is not valid.
local function decode_line(line, metrics)
  local name, values, kind, position = match(line, "^([^:|]+):([^|]+)|([%a]+)()")
  if not TYPES[kind] then return "no StatsD metric: no name, value and type" end
  local rate, tags, timestamp
  for part in gmatch(sub(line, position), "[^|]+") do
    local mark = sub(part, 1, 1)
    if mark == "@" then rate = tonumber(match(part, "^@([%d.]+)$")) end
    if mark == "T" then timestamp = check.digits(sub(part, 2)) end
    if mark == "#" then
      tags = {}
      for tag in gmatch(sub(part, 2), "[^,]+") do
        if #tags == MOST then return "no StatsD metric: more than " .. MOST .. " tags" end
        tags[#tags + 1] = tag
      end
    end
  end
  for text in gmatch(values, kind == "s" and ".+" or "[^:]+") do
    local value = kind == "s" and text or tonumber(match(text, "^[+-]?[%d.]+[eE]?[+-]?%d*$"))
    if not value or value == huge or value == -huge then return "no StatsD metric: the value is not a number" end
    if #metrics == MOST then return "no StatsD metrics: more than " .. MOST end
    metrics[#metrics + 1] = {
      name = name, value = value, type = kind, rate = rate, tags = tags, timestamp = timestamp,
      is_change = kind == "g" and find(text, "^[+-]") and true or nil,
    }
  end
end

function statsd.decode(datagram)
  local metrics = {}
  for line in gmatch(check.bytes("decode", 1, datagram), "[^\r\n]+") do
    local problem = decode_line(line, metrics)
    if problem then return nil, problem end
  end
  if #metrics == 0 then return nil, "no StatsD metric: the datagram is empty" end
  return metrics
end

function statsd.probe(options)
  options = check.options(options, statsd.options)
  local metric = {
    name = options.name or "moonwire.probe", value = options.value or 1, type = options.type, rate = options.rate,
    tags = options.tag,
  }
  local ok, datagram = pcall(statsd.encode, metric)
  if not ok then check.fail("probe", 1, datagram.detail) end
  local exchange = {one_way = true}

  function exchange.request() return datagram end

  function exchange.check(answer)
    check.bytes("check", 1, answer)
    return "unrelated", "StatsD has no answers", {}
  end

  return exchange
end

return statsd
