-- BER and DER (ITU-T X.690) for moonwire.proto.snmp and moonwire.proto.kerberos. Tags have one byte, and lengths are
-- definite. A decoder knows the structure of its message and calls a reader for each level, so nesting has no effect.

local char, byte, sub, pack, unpack = string.char, string.byte, string.sub, string.pack, string.unpack
local gmatch, find, tonumber, concat = string.gmatch, string.find, tonumber, table.concat

local ber = {}

-- Returns an element: the tag, the length and the content.
function ber.encode(tag, content)
  local length = #content
  local prefix = length < 0x80 and char(length) or length < 0x100 and "\x81" .. char(length)
    or length < 0x10000 and "\x82" .. pack(">I2", length) or "\x84" .. pack(">I4", length)
  return char(tag) .. prefix .. content
end

-- Returns an element with a signed integer in as few bytes as possible.
function ber.integer(number, tag)
  local bytes, first = pack(">i8", number), 1
  while first < 8 do
    local high, low = byte(bytes, first, first + 1)
    if not (high == 0 and low < 0x80 or high == 0xFF and low >= 0x80) then break end
    first = first + 1
  end
  return ber.encode(tag or 0x02, sub(bytes, first))
end

-- Returns an element with an object identifier, or nil if the text, such as "1.3.6.1", is wrong.
function ber.oid(text)
  if not find(text, "^%d+%.[%d.]*%d$") or find(text, "..", 1, true) then return nil end
  local numbers, parts = {}, {}
  for digits in gmatch(text, "%d+") do
    numbers[#numbers + 1] = #digits < 11 and tonumber(digits) or 1 << 32
    if numbers[#numbers] >= 1 << 32 then return nil end
  end
  if numbers[1] > 2 or numbers[2] > 39 and numbers[1] < 2 or #numbers > 128 then return nil end
  numbers[2] = numbers[1] * 40 + numbers[2]
  for i = 2, #numbers do
    local number = numbers[i]
    local bytes = char(number & 0x7F)
    while number > 0x7F do
      number = number >> 7
      bytes = char(number & 0x7F | 0x80) .. bytes
    end
    parts[i - 1] = bytes
  end
  return ber.encode(0x06, concat(parts))
end

-- Returns a function that reads one element after another from a range of bytes. read() returns the first and the last
-- position of the content, and the tag. read(tag) reads an element only if it has the tag. read returns nil if there is
-- no such element, or if its length is wrong. A range without a first position has no elements.
function ber.reader(bytes, first, last)
  local position = first
  return function(wanted)
    if not position or position >= last then return nil end
    local tag, length = byte(bytes, position, position + 1)
    if wanted and tag ~= wanted or tag & 0x1F == 0x1F then return nil end
    local content = position + 2
    if length >= 0x80 then
      local count = length & 0x7F
      if count == 0 or count > 4 or content + count - 1 > last then return nil end
      length = unpack(">I" .. count, bytes, content)
      content = content + count
    end
    if content + length - 1 > last then return nil end
    position = content + length
    return content, position - 1, tag
  end
end

-- Returns the content of an element, or nil if there is no element.
function ber.bytes(bytes, first, last)
  return first and sub(bytes, first, last)
end

-- Returns the signed integer in the content of an element. Returns nil if the content is empty or longer than 8 bytes.
function ber.number(bytes, first, last)
  if first and last >= first and last - first < 8 then return (unpack(">i" .. last - first + 1, bytes, first)) end
end

-- Returns the text of an object identifier, or nil if it is wrong.
function ber.oid_text(bytes, first, last)
  if not first or last < first or byte(bytes, last) > 0x7F then return nil end
  local numbers, number = {}, 0
  for i = first, last do
    local b = byte(bytes, i)
    number = number << 7 | b & 0x7F
    if number >> 33 ~= 0 or #numbers > 128 then return nil end
    if b < 0x80 then
      if #numbers == 0 then
        local root = number < 80 and number // 40 or 2
        numbers[1], number = root, number - root * 40
      end
      numbers[#numbers + 1], number = number, 0
    end
  end
  return concat(numbers, ".")
end

return ber
