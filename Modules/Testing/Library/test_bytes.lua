-- Formats bytes for people: offsets, hexadecimal digits and text side by side. Also shows where two strings differ.

local _, host = ...
local hidden_bytes = host.test.hidden
local byte, char, sub, format, rep, gsub = string.byte, string.char, string.sub, string.format, string.rep, string.gsub
local min, max, concat, tostring = math.min, math.max, table.concat, tostring

local bytes = {}

local PER_ROW <const> = 8

-- The maximum number of rows that are shown. They include the rows around the first difference.
local ROWS <const> = 24

-- Returns the hidden bytes of a datagram that the socket has received (--redact): the bytes in a range, or all bytes if
-- a function has changed the datagram. The result is a string with "\1" for a hidden byte and "\0" for another byte, or
-- nil if no byte is hidden.
function bytes.hidden(datagram, sock, address, port)
  return hidden_bytes(datagram, sock.local_port, tostring(address), port)
end

local function is_hidden(hidden, at) return hidden and byte(hidden, at) == 1 end

-- Returns the text with other bytes instead of the hidden bytes.
function bytes.altered(text, hidden)
  local parts = {}
  for i = 1, #text do parts[i] = char(is_hidden(hidden, i) and byte(text, i) ~ 0xff or byte(text, i)) end
  return concat(parts)
end

-- Returns the digits and the printable characters of a row. Hidden bytes are dots.
local function words_of_row(row, from, hidden)
  local digits, letters = {}, {}
  for i = 1, #row do
    local is_shown = not is_hidden(hidden, from + i - 1)
    digits[i] = is_shown and format("%02x", byte(row, i)) or ".."
    letters[i] = is_shown and gsub(sub(row, i, i), "[^\32-\126]", ".") or "."
  end
  return concat(digits, " "), concat(letters)
end

local function cells(text, from, hidden)
  local digits, letters = words_of_row(sub(text, from, from + PER_ROW - 1), from, hidden)
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
function bytes.dump(text, hidden)
  if text == "" then return "  (no bytes)" end
  return rows(#text, 1, function(at) return format("  %04x  ", at - 1) .. gsub(cells(text, at, hidden), " +$", "") end)
end

-- Returns both strings side by side. Each row in which the strings differ has a mark. The hidden bytes of the first
-- string are hidden in both strings.
function bytes.compare(actual, expected, hidden)
  local about = bytes.first_difference(actual, expected) or 1
  local width = PER_ROW * 4 + 1
  local heading = "  offset  " .. "passed in" .. rep(" ", width - 9) .. "  expected\n"
  return heading .. rows(max(#actual, #expected), about, function(at)
    local one, other = sub(actual, at, at + PER_ROW - 1), sub(expected, at, at + PER_ROW - 1)
    local mark = one == other and " " or "*"
    return (gsub(format("%s %04x    %s  %s", mark, at - 1, cells(actual, at, hidden),
      cells(expected, at, hidden)), " +$", ""))
  end)
end

return bytes
