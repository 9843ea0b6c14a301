-- `moonwire init test --from FILE`: writes a spec file that sends the recorded questions and expects the answers.
local _, host = ...
local late = host.late
local text, plan, decode = late("replay_text.lua"), late("replay_plan.lua"), late("replay_decode.lua")
local format, gsub, sub, match, rep, byte = string.format, string.gsub, string.sub, string.match, string.rep,
  string.byte
local concat, open, to_hex, ceil, next = table.concat, io.open, byte_span.to_hex, math.ceil, next
local key_of, tointeger, min, printable = text.key, math.tointeger, math.min, byte_span.printable
local FAILED <const>, MISUSE <const>, UNREADABLE <const> = 1, 2, 3
local PER_LINE <const>, SLOW <const> = 48, 0.4
local NANO <const> = 1e9

local HEAD <const> = [[
-- moonwire init test --from %s has written this file. The recorded server was %s.
-- Run it with: SERVER=ADDRESS:PORT moonwire test %s
local address, port = ip.toendpoint(os.getenv("SERVER") or "127.0.0.1:%d")
local server = {address, port}

-- Returns the bytes of digits in base 16.
local function bytes(digits) return byte_span.from_hex((digits:gsub("%%s", ""))) end

describe(%q, function()
  local clients = {}

  setup(function()
    for i = 1, %d do
      clients[i] = ip.udp.socket.new()
      clients[i]:open(address)
    end
  end)

  teardown(function()
    for _, client in ipairs(clients) do client:close() end
  end)
]]

-- Returns the bytes as Lua code.
local function code(bytes, indent)
  local digits = to_hex(bytes)
  if #bytes <= PER_LINE // 3 then return '"' .. digits .. '"' end
  local lines = {}
  for at = 1, #digits, PER_LINE * 2 do lines[#lines + 1] = indent .. sub(digits, at, at + PER_LINE * 2 - 1) end
  return "[[\n" .. concat(lines, "\n") .. "\n" .. sub(indent, 3) .. "]]"
end

-- Returns the bytes with zeros at the ignored positions.
local function without(bytes, ranges)
  for i = 1, #ranges do
    local offset, length = ranges[i][1], min(ranges[i][2], #bytes - ranges[i][1])
    if length > 0 then bytes = sub(bytes, 1, offset) .. rep("\0", length) .. sub(bytes, offset + length + 1) end
  end
  return bytes
end

-- Finds the answers to equal questions: each answer gets the list `alike` of the answers in its position after an equal
-- question, and `waited`, the time since the question in seconds.
local function compare(group, ranges)
  local asked, lists = {}, {}
  for i = 1, #group.list do
    local d = group.list[i]
    if group.servers[key_of(d, "to")] then
      asked[key_of(d, "from")] = {bytes = without(d.bytes, ranges), count = 0, time = d.time}
    else
      local question = asked[key_of(d, "to")]
      local id = ""
      if question then
        question.count = question.count + 1
        id = question.count .. ":" .. question.bytes
        d.waited = (d.time - question.time) / NANO
      end
      local list = lists[id] or {}
      lists[id], list[#list + 1], d.alike = list, d.bytes, list
    end
  end
end

-- Returns the ranges of an answer that differ between the answers to an equal question, or that are ignored, as a list
-- of texts. Returns nil if the lengths differ.
local function masked(d, ranges)
  local mask = {}
  for i = 1, #ranges do
    for at = ranges[i][1] + 1, min(ranges[i][1] + ranges[i][2], #d.bytes) do mask[at] = true end
  end
  for i = 1, #d.alike do
    local other = d.alike[i]
    if #other ~= #d.bytes then return end
    for at = 1, other ~= d.bytes and #other or 0 do
      if byte(other, at) ~= byte(d.bytes, at) then mask[at] = true end
    end
  end
  local list, first = {}, nil
  for at = 1, #d.bytes + 1 do
    if mask[at] then
      first = first or at
    elseif first then
      list[#list + 1] = format('"%d+%d"', first - 1, at - first)
      first = nil
    end
  end
  return list
end

local function comment(d, lines)
  local name, content = decode.text(d)
  if name then lines[#lines + 1] = "    -- " .. name .. ": " .. sub(content, 1, 100) end
end

local function send(d, client, lines)
  comment(d, lines)
  lines[#lines + 1] = format("    clients[%d]:send_to(bytes %s, address, port)", client, code(d.bytes, "      "))
end

local function expect(d, client, ranges, lines)
  comment(d, lines)
  local options, mask = "from = server", masked(d, ranges)
  if d.waited and d.waited > SLOW then options = format("within = %d, %s", ceil(d.waited * 2 + 1), options) end
  if not mask then
    lines[#lines + 1] = format("    -- %d bytes. Other answers to this question have other lengths.", #d.bytes)
  else
    if #mask > 0 then options = options .. ", ignore = {" .. concat(mask, ", ") .. "}" end
    options = options .. ", equals = bytes " .. code(d.bytes, "      ")
  end
  lines[#lines + 1] = format("    assert.datagram(clients[%d], {%s})", client, options)
end

local function title(number, sizes)
  return format("%d: %s", number, concat(sizes, ", "))
end

-- Returns the text of the tests. A test begins with the first question after an answer.
local function tests(group, ranges)
  local lines, parts, sizes, number, answered = {}, {}, {}, 0, true
  local positions = {}
  for i = 1, #group.clients do positions[group.clients[i]] = i end
  local function finish()
    if #lines == 0 then return end
    number = number + 1
    parts[#parts + 1] = format("\n  it(%q, function()\n%s\n  end)\n", title(number, sizes), concat(lines, "\n"))
    lines, sizes = {}, {}
  end
  for i = 1, #group.list do
    local d = group.list[i]
    local is_question = group.servers[key_of(d, "to")]
    if is_question and answered then finish() end
    answered = not is_question
    if #sizes < 4 then
      sizes[#sizes + 1] = (is_question and "sends " or "receives ") .. #d.bytes
        .. (#d.bytes == 1 and " byte" or " bytes")
    elseif #sizes == 4 then
      sizes[5] = "..."
    end
    if is_question then
      send(d, positions[key_of(d, "from")], lines)
    else
      expect(d, positions[key_of(d, "to")], ranges, lines)
    end
  end
  finish()
  return concat(parts)
end

-- Writes the file. Returns the exit status, and its name or a message.
return function(options)
  local from = options.from
  local ranges, message = plan.ignored(options.ignore or {})
  if not ranges then return MISUSE, "--" .. message end
  local group, problem, is_option = plan.conversation(from, options)
  if not group then return is_option and MISUSE or UNREADABLE, (is_option and "--" or "") .. problem end
  if next(group.servers, (next(group.servers))) then
    return UNREADABLE, from .. ": the server has several endpoints; init test needs a server with one"
  end
  local name = match(gsub(from, "%.[^./]*$", ""), "[^/]*$")
  local path = "spec/" .. gsub(name, "[^%w_-]", "_") .. "_spec.lua"
  local existing = open(path)
  if existing then
    existing:close()
    return FAILED, "cannot write '" .. path .. "': the file exists"
  end
  compare(group, ranges)
  local recorded = text.of_key(group.server)
  local content = format(HEAD, printable(from), recorded, path, tointeger(match(recorded, "%d+$")), recorded,
    #group.clients) .. tests(group, ranges) .. "end)\n"
  local file, ok, why
  file, why = open(path, "wb")
  if file then
    ok, why = file:write(content)
    local closed, reason = file:close()
    if ok and not closed then ok, why = nil, reason end
  end
  if not ok then return FAILED, "cannot write '" .. path .. "': " .. gsub(why, "^.*: ", "") end
  return 0, path .. "\nRun it with: SERVER=ADDRESS:PORT moonwire test " .. path
end
