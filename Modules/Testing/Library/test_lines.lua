-- Finds the lines of a Lua file that contain code. Reads the lines from the binary chunk of string.dump (lundump.c of
-- Lua 5.4).

local dump, unpack, byte, sub, next, sort = string.dump, string.unpack, string.byte, string.sub, next, table.sort

-- The number of bytes before the first function: the header and the number of upvalues.
local HEADER <const> = 4 + 1 + 1 + 6 + 3 + 8 + 8 + 1

-- The tags of constants (lobject.h).
local FLOAT <const>, INTEGER <const>, SHORT <const>, LONG <const> = 0x13, 0x03, 0x04, 0x14

-- Marks an instruction whose line is in the list of absolute lines.
local ABSOLUTE <const> = -128

-- Returns functions that read a binary chunk from a position on. Each function moves the position.
local function reader(chunk, at)
  local self = {}

  function self.byte()
    at = at + 1
    return byte(chunk, at - 1)
  end

  function self.skip(count) at = at + count end

  function self.size()
    local value = 0
    while true do
      local part = self.byte()
      value = value << 7 | part & 0x7f
      if part & 0x80 ~= 0 then return value end
    end
  end

  function self.text()
    local size = self.size()
    if size > 0 then at = at + size - 1 end
  end

  function self.signed()
    at = at + 1
    return (unpack("b", chunk, at - 1))
  end

  return self
end

local function skip_constants(read)
  for _ = 1, read.size() do
    local tag = read.byte()
    if tag == FLOAT or tag == INTEGER then read.skip(8) elseif tag == SHORT or tag == LONG then read.text() end
  end
end

-- Adds the lines of a function's instructions.
local function add_lines(lines, first, deltas, absolute, is_vararg)
  local line, counts, own = first, {}, {}
  for pc = 0, #deltas do
    line = deltas[pc] == ABSOLUTE and absolute[pc] or line + deltas[pc]
    own[pc], counts[line] = line, (counts[line] or 0) + 1
  end
  for pc = is_vararg and 1 or 0, #deltas do
    -- The last instruction is the implicit return at the function's end. A function that ends with `return` never
    -- reaches this instruction.
    if pc < #deltas or counts[own[pc]] > 1 then lines[own[pc]] = true end
  end
end

local function read_function(read, lines)
  read.text()
  local first = read.size()
  read.size()
  read.skip(1)
  local is_vararg = read.byte() ~= 0
  read.skip(1)
  read.skip(read.size() * 4)
  skip_constants(read)
  read.skip(read.size() * 3)
  for _ = 1, read.size() do read_function(read, lines) end
  local deltas, absolute = {}, {}
  for pc = 0, read.size() - 1 do deltas[pc] = read.signed() end
  for _ = 1, read.size() do
    local pc = read.size()
    absolute[pc] = read.size()
  end
  for _ = 1, read.size() do
    read.text()
    read.size()
    read.size()
  end
  for _ = 1, read.size() do read.text() end
  if deltas[0] then add_lines(lines, first, deltas, absolute, is_vararg) end
end

-- Returns the sorted list of the lines that contain code, for a function and all functions inside it.
return function(f)
  local lines, list = {}, {}
  read_function(reader(dump(f), HEADER + 1), lines)
  for line in next, lines do
    if line > 0 then list[#list + 1] = line end
  end
  sort(list)
  return list
end
