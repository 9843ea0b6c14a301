-- Messages of a first line, header lines and a body, as in SIP (RFC 3261, section 7) and SSDP.

local _, host = ...
local check = host.late("proto_check.lua")
local match, find, lower, sub, type, concat = string.match, string.find, string.lower, string.sub, type, table.concat
local math_type = math.type

local headers = {}
local MOST <const> = 128 -- lines, because each is a table

-- Returns the first line, the list of {name, value}, the values by the name in lower case, and the body. Values of
-- equal names are joined by commas. If the bytes are not a message, the results are nil and a text. `long` maps short
-- names to long ones.
function headers.split(datagram, long)
  local first, position = match(datagram, "^([^\r\n]+)\r?\n()")
  if not first then return nil, "there is no complete first line" end
  local list, by_name = {}, {}
  for _ = 1, MOST do
    local line, after = match(datagram, "^([^\n]*)\n?()", position)
    position = after
    if line == "" or line == "\r" then
      for i = 1, #list do
        local name, value = lower(list[i][1]), list[i][2]
        name = long and long[name] or name
        by_name[name] = by_name[name] and by_name[name] .. ", " .. value or value
      end
      return first, list, by_name, sub(datagram, position)
    end
    local last = list[#list]
    local name, value = match(line, "^([^%s:]+)[ \t]*:[ \t]*(.*)$")
    if last and find(line, "^[ \t]") then -- the line continues the line before
      last[2] = last[2] .. (last[2] ~= "" and " " or "") .. (match(line, "^.*%S", match(line, "^%s*()")) or "")
    elseif name then
      list[#list + 1] = {name, match(value, "^.*%S") or ""}
    else
      return nil, "a header line has no name"
    end
  end
  return nil, "there are more than " .. MOST .. " header lines"
end

-- Returns the bytes of a message.
function headers.join(first, list, body)
  local lines = {first}
  if find(first, "[\r\n\0]") then check.fail("encode", 1, "the first line would have a line break") end
  for i = 1, #check.table("encode", 1, list) do
    local name, value = check.table("encode", 1, list[i])[1], list[i][2]
    if type(name) ~= "string" or not find(name, "^[^%s:%c]+$") then
      check.fail("encode", 1, "headers: name " .. i .. " is not valid")
    end
    if math_type(value) ~= "integer" and (type(value) ~= "string" or find(value, "[\r\n\0]")) then
      check.fail("encode", 1, "headers: the value of " .. name .. " is not valid")
    end
    lines[i + 1] = name .. ": " .. value
  end
  return concat(lines, "\r\n") .. "\r\n\r\n" .. body
end

return headers
