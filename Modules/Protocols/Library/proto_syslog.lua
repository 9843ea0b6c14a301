-- moonwire.proto.syslog: messages of syslog, in the formats of RFC 5424 and RFC 3164. Receivers send no answers.

local _, host = ...
local check = host.late("proto_check.lua")
local match, find, sub, gsub, format, byte = string.match, string.find, string.sub, string.gsub, string.format,
  string.byte
local concat, sort, pairs, next, tonumber, type = table.concat, table.sort, pairs, next, tonumber, type
local pcall, date = pcall, os.date

local syslog = {
  name = "syslog", port = 514, title = "syslog receiver, one way, RFC 5424", example = "syslog://127.0.0.1",
  options = {
    facility = true, severity = true, hostname = true, app = true, process = true, id = true, message = true,
    format = true,
  },
}

local FACILITIES <const> = {
  [0] = "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
  "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
}
local SEVERITIES <const> = {[0] = "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"}
local MOST <const> = 128 -- elements and parameters of structured data

-- Returns the number of a facility or severity, which is given as its number or name.
local function number_of(message, field, names, default)
  local value = message[field]
  if value == nil then value = default end
  for i = 0, #names do
    if value == names[i] then return i end
  end
  return check.integer("encode", {[field] = value}, field, 0, #names)
end

-- Returns a field of the header: visible ASCII characters without spaces, or "-" if the field is missing.
local function word(message, field, max, default)
  local value = check.string("encode", message, field, max, default)
  if not find(value, "^[!-~]+$") then check.fail("encode", 1, field .. ": visible ASCII characters expected") end
  return value
end

local function encode_data(data)
  local ids, parts = {}, {}
  for id in pairs(data) do ids[#ids + 1] = id end
  sort(ids)
  local function name_of(value)
    if type(value) ~= "string" or not find(value, '^[!#-<>-\\^-~]+$') or #value > 32 then
      check.fail("encode", 1, "data: a name is not valid")
    end
    return value
  end
  for i = 1, #ids do
    local names, element = {}, {"[" .. name_of(ids[i])}
    for name in pairs(check.table("encode", 1, data[ids[i]])) do names[#names + 1] = name_of(name) end
    sort(names)
    for j = 1, #names do
      local values = check.list(data[ids[i]][names[j]])
      for k = 1, #values do
        local value = check.string("encode", {[names[j]] = values[k]}, names[j], 65000)
        element[#element + 1] = names[j] .. '="' .. gsub(value, '["\\%]]', "\\%0") .. '"'
      end
    end
    parts[i] = concat(element, " ") .. "]"
  end
  return #parts > 0 and concat(parts) or "-"
end

function syslog.encode(message)
  check.table("encode", 1, message)
  local priority = number_of(message, "facility", FACILITIES, 1) * 8 + number_of(message, "severity", SEVERITIES, 6)
  local kind = message.format or "5424"
  local text = check.string("encode", message, "message", 65000, "")
  local name, app = word(message, "hostname", 255, "-"), word(message, "app", 48, "-")
  local process, id = word(message, "process", 128, "-"), word(message, "id", 32, "-")
  if kind == "5424" then
    local head = {
      "<" .. priority .. ">1", word(message, "time", 40, date("!%Y-%m-%dT%H:%M:%SZ")), name, app, process, id,
      encode_data(check.table("encode", 1, message.data or {})), text ~= "" and text or nil,
    }
    return concat(head, " ")
  elseif kind ~= "3164" then
    check.fail("encode", 1, "format: 5424 or 3164 expected")
  end
  local time = check.string("encode", message, "time", 40, date("%b %e %H:%M:%S"))
  if name == "-" then name = "localhost" end
  return "<" .. priority .. ">" .. time .. " " .. name .. " " .. app .. (process ~= "-" and "[" .. process .. "]" or "")
    .. ": " .. text
end

-- Returns the position of the quote that ends a value, or nil.
local function end_of_value(bytes, position)
  position = find(bytes, '["\\]', position)
  while position and byte(bytes, position) == 92 do -- the byte after a backslash is part of the value
    position = find(bytes, '["\\]', position + 2)
  end
  return position
end

-- Returns the structured data at a position as a table of tables, and the next position, or nil.
local function decode_data(bytes, position)
  if sub(bytes, position, position) == "-" then return {}, position + 1 end
  local data, count = {}, 0
  while sub(bytes, position, position) == "[" do
    local element, id, after = {}, match(bytes, '^([^%s=%]"]+)()', position + 1)
    if not id then return nil end
    data[id] = element
    repeat
      count = count + 1
      local name, start = match(bytes, '^ +([^%s=%]"]+)="()', after)
      if name then
        local stop = count < MOST and end_of_value(bytes, start)
        if not stop then return nil end
        local value, before = gsub(sub(bytes, start, stop - 1), '\\(["\\%]])', "%1"), element[name]
        if type(before) == "table" then
          before[#before + 1] = value
        else
          element[name] = before and {before, value} or value
        end
        after = stop + 1
      end
    until not name
    if count > MOST or sub(bytes, after, after) ~= "]" then return nil end
    position = after + 1
  end
  return next(data) and data, position
end

local function decode_5424(message, bytes, position)
  local function given(value) return value ~= "-" and value or nil end
  local time, name, app, process, id, after = match(bytes, "^1 (%S+) (%S+) (%S+) (%S+) (%S+) ()", position)
  if not time then return nil, "no syslog message: the header is not complete" end
  message.format, message.time, message.hostname = "5424", given(time), given(name)
  message.app, message.process, message.id = given(app), given(process), given(id)
  message.data, after = decode_data(bytes, after)
  if not message.data or not find(bytes, "^ ", after) and after <= #bytes then
    return nil, "no syslog message: the structured data is not valid"
  end
  message.message = match(bytes, "^ \xEF\xBB\xBF(.*)$", after) or sub(bytes, after + 1)
  return message
end

-- RFC 3164 describes what programs send, and most parts may be missing.
local function decode_3164(message, bytes, position)
  message.format, message.data = "3164", {}
  local time, after = match(bytes, "^(%a%a%a [ %d]%d %d%d:%d%d:%d%d) ()", position)
  if not time then time, after = match(bytes, "^(%d%d%d%d%-%d%d%-%d%dT%S+) ()", position) end
  if time then
    message.time, position = time, after
    local name, start = match(bytes, "^(%S+) +()", position)
    if name and not find(name, ":$") and not find(name, "%]$") then
      message.hostname, position = name ~= "-" and name or nil, start
    end
    local app, next = match(bytes, "^([^%s:%[]+)()", position)
    local process, behind = match(bytes, "^%[([^%]%s]*)%]()", next)
    if find(bytes, "^:", behind or next) or process then
      message.app, message.process, position = app, process, match(bytes, "^:? ?()", behind or next)
    end
  end
  message.message = sub(bytes, position)
  return message
end

function syslog.decode(datagram)
  local bytes = match(check.bytes("decode", 1, datagram), "^.*[^\n\0]") or "" -- some senders end lines
  local priority, position = match(bytes, "^<(%d%d?%d?)>()")
  priority = tonumber(priority)
  if not priority or priority > 191 then return nil, "no syslog message: no priority from 0 to 191" end
  local message = {
    priority = priority, facility = FACILITIES[priority // 8], severity = SEVERITIES[priority % 8],
  }
  return (find(bytes, "^1 ", position) and decode_5424 or decode_3164)(message, bytes, position)
end

function syslog.probe(options)
  options = check.options(options, syslog.options)
  local message = {}
  for name in pairs(syslog.options) do message[name] = options[name] end
  message.app, message.message = message.app or "moonwire", message.message or "moonwire probe"
  local ok, problem = pcall(syslog.encode, message)
  if not ok then check.fail("probe", 1, problem.detail) end
  local exchange = {one_way = true}

  function exchange.request() return syslog.encode(message) end

  function exchange.check(datagram)
    check.bytes("check", 1, datagram)
    return "unrelated", "syslog has no answers", {}
  end

  return exchange
end

return syslog
