-- Describes the first difference of two strings: its position, and the text around it.

local byte, sub, gsub, format, find, rep = string.byte, string.sub, string.gsub, string.format, string.find, string.rep

-- The maximum number of bytes that are shown before and after the difference.
local AROUND <const> = 30

local function visible(text)
  return (gsub(text, "[%c\127-\255]", function(c)
    if c == "\n" then return "\\n" elseif c == "\t" then return "\\t" end
    return byte(c) >= 128 and c or format("\\x%02x", byte(c))
  end))
end

local function first_difference(one, other)
  local length = #one < #other and #one or #other
  for i = 1, length do
    if byte(one, i) ~= byte(other, i) then return i end
  end
  return length + 1
end

local function line_and_column(text, position)
  local line, start = 1, 1
  while true do
    local ending = find(text, "\n", start, true)
    if not ending or ending >= position then return line, position - start + 1 end
    line, start = line + 1, ending + 1
  end
end

-- Returns two lines: the text around the position, and a mark under the position.
local function excerpt(text, position, name)
  local from = position > AROUND and position - AROUND or 1
  local before = (from > 1 and "..." or "") .. visible(sub(text, from, position - 1))
  local after = visible(sub(text, position, position + AROUND)) .. (#text > position + AROUND and "..." or "")
  local line = name .. before .. after
  local _, continued = gsub(name .. before, "[\128-\191]", "")
  return line .. "\n" .. rep(" ", #name + #before - continued) .. "^"
end

-- Returns the description. Returns nil if both strings are short, because the report shows short strings completely.
return function(actual, expected)
  if actual == expected or #actual < 20 and #expected < 20 and not find(actual .. expected, "[%c\127-\255]") then
    return nil
  end
  local position = first_difference(actual, expected)
  local where = "byte " .. position
  if find(actual, "\n", 1, true) or find(expected, "\n", 1, true) then
    where = where .. format(" (line %d, column %d)", line_and_column(expected, position))
  end
  return "First difference at " .. where .. ":\n" .. excerpt(actual, position, "passed in: ") .. "\n"
    .. excerpt(expected, position, "expected:  ")
end
