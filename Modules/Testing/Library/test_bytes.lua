-- Formats bytes for people: offsets, hexadecimal digits and text side by side. Also shows where two strings differ.

local byte, sub, format, rep, gsub = string.byte, string.sub, string.format, string.rep, string.gsub
local min, max, concat = math.min, math.max, table.concat

local bytes = {}

local PER_ROW <const> = 8

-- The maximum number of rows that are shown. They include the rows around the first difference.
local ROWS <const> = 24

local function hex(text)
  return (gsub(gsub(text, ".", function(c) return format("%02x ", byte(c)) end), " $", ""))
end

local function printable(text) return (gsub(text, "[^\32-\126]", ".")) end

local function cells(text, from)
  local row = sub(text, from, from + PER_ROW - 1)
  local digits, letters = hex(row), printable(row)
  return digits .. rep(" ", PER_ROW * 3 - 1 - #digits) .. "  " .. letters .. rep(" ", PER_ROW - #letters)
end

-- Returns the position of the first byte that differs, or nil. The positions in the set `ignored` are not compared. The
-- lengths are always compared.
function bytes.first_difference(one, other, ignored)
  for i = 1, max(#one, #other) do
    if byte(one, i) ~= byte(other, i) and not (ignored and ignored[i] and i <= min(#one, #other)) then return i end
  end
end

-- Calls row(position) for the rows around the position `about`, and returns the resulting lines.
local function rows(length, about, row)
  local count = max(1, (length + PER_ROW - 1) // PER_ROW)
  local first = max(0, min((about - 1) // PER_ROW - ROWS // 2, count - ROWS))
  local last = min(count, first + ROWS) - 1
  local lines = {}
  if first > 0 then lines[1] = format("  ... %d bytes", first * PER_ROW) end
  for i = first, last do lines[#lines + 1] = row(i * PER_ROW + 1) end
  if last < count - 1 then lines[#lines + 1] = format("  ... %d bytes more", length - (last + 1) * PER_ROW) end
  return concat(lines, "\n")
end

-- Returns the bytes with their offsets, which start at 0.
function bytes.dump(text)
  if text == "" then return "  (no bytes)" end
  return rows(#text, 1, function(at) return format("  %04x  ", at - 1) .. gsub(cells(text, at), " +$", "") end)
end

-- Returns both strings side by side. Each row in which the strings differ has a mark.
function bytes.compare(actual, expected)
  local about = bytes.first_difference(actual, expected) or 1
  local width = PER_ROW * 4 + 1
  local heading = "  offset  " .. "passed in" .. rep(" ", width - 9) .. "  expected\n"
  return heading .. rows(max(#actual, #expected), about, function(at)
    local one, other = sub(actual, at, at + PER_ROW - 1), sub(expected, at, at + PER_ROW - 1)
    local mark = one == other and " " or "*"
    return (gsub(format("%s %04x    %s  %s", mark, at - 1, cells(actual, at), cells(expected, at)), " +$", ""))
  end)
end

return bytes
