-- The options `answer`, `pattern` and `match` of moonwire.proto.dns and moonwire.proto.mdns. The expected records are a
-- set without an order.

local _, host = ...
local check = host.late("proto_check.lua")
local pcall, tostring, tonumber, setmetatable, concat = pcall, tostring, tonumber, setmetatable, table.concat
local printable = byte_span.printable
local lower, gsub, find, reverse, format, byte, char = string.lower, string.gsub, string.find, string.reverse,
  string.format, string.byte, string.char
local new_address, new_network, to_hex = ip.address.new, ip.network.new, byte_span.to_hex

local answers = {}

local MODES <const> = {exact = true, all = true, any = true, none = true}

-- Types whose data has only names, numbers and base 16, which are compared without regard to case and last dots.
local CASELESS <const> = {
  NS = true, CNAME = true, PTR = true, DNAME = true, MX = true, SRV = true, SOA = true, DS = true, CDS = true,
  SSHFP = true, TLSA = true,
}

local function caseless(text)
  return (gsub(gsub(lower(text) .. " ", "([^%s\\])%.%s", "%1 "), "%s+", " "))
end

local function equality(text, kind)
  if kind == "A" or kind == "AAAA" then
    local is_network = find(text, "/", 1, true)
    local ok, expected = pcall(is_network and new_network or new_address, text)
    if not ok then check.fail("probe", 1, "answer: '" .. text .. "' is neither an address nor a network") end
    if is_network then return function(value) return expected:contains(value) end end
    expected = tostring(expected)
    return function(value) return value == expected end
  end
  if not CASELESS[kind] then return function(value) return value == text end end
  local expected = caseless(text)
  return function(value) return caseless(value) == expected end
end

-- Returns a function that judges records of one type: true, or false and a text that says what is wrong. The second
-- result is true if the options expect something.
function answers.expected(options, kind)
  local mode, tests, names = check.string("probe", options, "match", 5, "exact"), {}, {}
  if not MODES[mode] then check.fail("probe", 1, "match: exact, all, any or none expected, got '" .. mode .. "'") end
  local texts, patterns = check.list(options.answer), check.patterns(options, "pattern")
  for i = 1, #texts do
    tests[i], names[i] = equality(check.string("probe", texts, i, 65535), kind), printable(texts[i])
  end
  for i = 1, #patterns do
    local function test(value) return check.matches(value, patterns[i]) end
    tests[#tests + 1], names[#names + 1] = test, "the pattern '" .. printable(patterns[i]) .. "'"
  end

  return function(records)
    local missing, found, expected = nil, nil, {}
    for i = 1, #tests do
      local was_found = false
      for j = 1, #records do
        if tests[i](records[j].value) then was_found, found, expected[j] = true, j, true end
      end
      missing = missing or not was_found and names[i] or nil
    end
    if mode == "none" then
      if #tests == 0 then found = records[1] and 1 end
      if found then return false, "with " .. printable(records[found].value) .. ", which is not allowed" end
    elseif mode == "any" then
      if missing and not found then return false, "without any of " .. concat(names, ", ") end
    elseif missing then
      return false, "without " .. missing
    elseif mode == "exact" and #tests > 0 then
      for j = 1, #records do
        if not expected[j] then return false, "with " .. printable(records[j].value) .. ", which is not expected" end
      end
    end
    return true
  end, #tests > 0 or options.match ~= nil
end

-- Returns records as a text, and as a list for JSON.
function answers.describe(records)
  local values, list = {}, setmetatable({}, {__jsontype = "array"})
  for i = 1, #records do
    local record = records[i]
    local value = printable(record.value)
    if i <= 10 then values[i] = record.type .. " " .. value end
    list[i] = {name = printable(record.name), type = record.type, ttl = record.ttl, value = value}
  end
  if #records > 10 then values[11] = #records - 10 .. " more" end
  return concat(values, ", "), list
end

-- Returns the path of a target with its escapes "%41" replaced, or nil if the path is empty.
function answers.name(path)
  if path == nil or path == "" then return nil end
  return (gsub(path, "%%(%x%x)", function(digits) return char(tonumber(digits, 16)) end))
end

-- Raises an error about the path if the name in a question is wrong.
function answers.check_question(encode, fields)
  local ok, problem = pcall(encode, fields)
  if not ok then check.fail("probe", 1, "path: " .. gsub(problem.detail or tostring(problem), "^.-name: ", "")) end
end

-- Returns the name that a PTR record of an address has, or nil if the text is not an address.
function answers.reverse_name(text)
  local ok, address = pcall(new_address, text)
  if not ok then return nil end
  local bytes = address:to_bytes()
  if #bytes == 16 then return (gsub(reverse(to_hex(bytes)), ".", "%0.")) .. "ip6.arpa" end
  local a, b, c, d = byte(bytes, 1, 4)
  return format("%d.%d.%d.%d.in-addr.arpa", d, c, b, a)
end

return answers
