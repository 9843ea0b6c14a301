-- Functions of LuaJIT that Lua 5.4 lacks: the module bit, whose results are signed 32-bit integers, and unpack.

local _, host = ...
local select, tonumber, type, math_type, floor, format = select, tonumber, type, math.type, math.floor, string.format
local sub = string.sub
local bad_type = host.bad_type

unpack = table.unpack

local function signed(n)
  return ((n & 0xffffffff) ~ 0x80000000) - 0x80000000
end

-- Returns an integer whose low 32 bits are those bits of a number. A fraction is rounded, and a half to the even
-- number. Returns 0 for infinity and NaN. A wrong argument is an error of the line that called the caller, so the
-- caller must not make a tail call of this function.
local function bits(position, name, ...)
  local value = ...
  if math_type(value) == "integer" then return value end
  local n = (type(value) == "number" or type(value) == "string") and tonumber(value)
  if not n then return bad_type(position, name, "number", ...) end
  if math_type(n) == "integer" then return n end
  n = n % 0x1p32
  if n ~= n then return 0 end
  local whole = floor(n)
  local rest = n - whole
  if rest > 0.5 or rest == 0.5 and whole % 2 == 1 then whole = whole + 1 end
  return whole
end

local bit = {}

function bit.tobit(...)
  local n = bits(1, "tobit", ...)
  return signed(n)
end

function bit.bnot(...)
  local n = bits(1, "bnot", ...)
  return signed(~n)
end

function bit.bswap(...)
  local n = bits(1, "bswap", ...)
  return signed((n & 0xff) << 24 | (n & 0xff00) << 8 | (n >> 8) & 0xff00 | (n >> 24) & 0xff)
end

-- Makes a function that combines one or more numbers.
local function folding(name, combine)
  return function(...)
    local n = bits(1, name, ...)
    for i = 2, select("#", ...) do
      local operand = bits(i, name, (select(i, ...)))
      n = combine(n, operand)
    end
    return signed(n)
  end
end

bit.band = folding("band", function(a, b) return a & b end)
bit.bor = folding("bor", function(a, b) return a | b end)
bit.bxor = folding("bxor", function(a, b) return a ~ b end)

-- Makes a function of a number and a count, modulo 32, by which it moves the bits of the number.
local function shifting(name, move)
  return function(...)
    local n = bits(1, name, ...)
    local count = bits(2, name, select(2, ...))
    return signed(move(n & 0xffffffff, count & 31))
  end
end

bit.lshift = shifting("lshift", function(n, count) return n << count end)
bit.rshift = shifting("rshift", function(n, count) return n >> count end)
bit.arshift = shifting("arshift", function(n, count) return signed(n) // (1 << count) end)
bit.rol = shifting("rol", function(n, count) return n << count | n >> (32 - count) end)
bit.ror = shifting("ror", function(n, count) return n >> count | n << (32 - count) end)

function bit.tohex(...)
  local n = bits(1, "tohex", ...)
  local digits = 8
  if select("#", ...) > 1 then digits = signed(bits(2, "tohex", select(2, ...))) end
  local text = format(digits < 0 and "%08X" or "%08x", n & 0xffffffff)
  if digits < 0 then digits = -digits end
  if digits >= 8 then return text end
  return sub(text, 9 - digits)
end

return bit
