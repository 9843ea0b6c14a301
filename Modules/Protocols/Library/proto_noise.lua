-- The cryptography of WireGuard for moonwire.proto.wireguard: X25519 (RFC 7748), ChaCha20-Poly1305 (RFC 8439) and
-- BLAKE2s (RFC 7693). No function is protected against measurements of its duration.

local pack, unpack, rep, sub, byte = string.pack, string.unpack, string.rep, string.sub, string.byte
local concat, values, min, tonumber = table.concat, table.unpack, math.min, tonumber

local noise = {}

-- X25519 --------------------------------------------------------------------------------------------------------------

-- A number modulo 2^255 - 19 is a list of ten limbs of 26 bits, the lowest first. 2^260 is 608 then.
local MASK <const> = 0x3ffffff

-- Carries, so that each limb has at most 26 bits, but for a small excess of the first two.
local function carried(r)
  for _ = 1, 2 do
    local carry = 0
    for i = 1, 10 do
      local x = r[i] + carry
      r[i], carry = x & MASK, x >> 26
    end
    r[1] = r[1] + 608 * carry
  end
  return r
end

local function times(a, b)
  local r = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
  local b0, b1, b2, b3, b4, b5, b6, b7, b8, b9 = values(b)
  for i = 1, 10 do
    local x = a[i]
    r[i], r[i + 1], r[i + 2] = r[i] + x * b0, r[i + 1] + x * b1, r[i + 2] + x * b2
    r[i + 3], r[i + 4], r[i + 5] = r[i + 3] + x * b3, r[i + 4] + x * b4, r[i + 5] + x * b5
    r[i + 6], r[i + 7], r[i + 8] = r[i + 6] + x * b6, r[i + 7] + x * b7, r[i + 8] + x * b8
    r[i + 9] = r[i + 9] + x * b9
  end
  local carry = 0
  for i = 11, 20 do
    local x = r[i] + carry
    carry = x >> 26
    r[i - 10] = r[i - 10] + 608 * (x & MASK)
  end
  return carried(r)
end

local function plus(a, b)
  local r = {}
  for i = 1, 10 do r[i] = a[i] + b[i] end
  return carried(r)
end

-- Adds 128 times the prime, so that no limb is negative.
local function minus(a, b)
  local r = {}
  for i = 1, 10 do r[i] = a[i] - b[i] + (i == 1 and 0xffff680 or 0xffffffc) end
  return carried(r)
end

local function read_number(bytes)
  local words, r = {unpack("<i8i8i8i8", bytes)}, {}
  for i = 0, 9 do
    local word, shift = 26 * i // 64 + 1, 26 * i % 64
    r[i + 1] = (words[word] >> shift | (words[word + 1] or 0) << 64 - shift) & MASK
  end
  r[10] = r[10] & 0x1fffff
  return r
end

local function write_number(r)
  -- Subtracts the prime as often as it fits: adding 19 shows it by the bit 255.
  for _ = 1, 2 do
    local carry = 19 * (r[10] >> 21)
    r[10] = r[10] & 0x1fffff
    for i = 1, 10 do
      local x = r[i] + carry
      r[i], carry = x & MASK, x >> 26
    end
  end
  local carry = 19
  for i = 1, 10 do carry = r[i] + carry >> 26 - (i == 10 and 5 or 0) end
  r[1] = r[1] + 19 * carry
  local words = {0, 0, 0, 0, 0}
  carry = 0
  for i = 0, 9 do
    local word, shift = 26 * i // 64 + 1, 26 * i % 64
    local x = r[i + 1] + carry
    x, carry = x & (i == 9 and 0x1fffff or MASK), x >> 26
    words[word] = words[word] | x << shift
    words[word + 1] = words[word + 1] | x >> 64 - shift
  end
  return pack("<i8i8i8i8", words[1], words[2], words[3], words[4])
end

-- Returns the point with the coordinate `u`, times the secret. The default of `u` is the base point.
function noise.x25519(secret, u)
  local k = {byte(secret, 1, 32)}
  k[1], k[32] = k[1] & 248, k[32] & 127 | 64
  local x1 = read_number(u or "\9" .. rep("\0", 31))
  local one, zero = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
  local factor = {121665, 0, 0, 0, 0, 0, 0, 0, 0, 0}
  local x2, z2, x3, z3, swapped = one, zero, x1, one, 0
  for t = 254, 0, -1 do
    local bit = k[t // 8 + 1] >> t % 8 & 1
    if bit ~= swapped then x2, z2, x3, z3 = x3, z3, x2, z2 end
    swapped = bit
    local a, b, c, d = plus(x2, z2), minus(x2, z2), plus(x3, z3), minus(x3, z3)
    local aa, bb, da, cb = times(a, a), times(b, b), times(d, a), times(c, b)
    local e, sum, difference = minus(aa, bb), plus(da, cb), minus(da, cb)
    x3, z3 = times(sum, sum), times(x1, times(difference, difference))
    x2, z2 = times(aa, bb), times(e, plus(aa, times(factor, e)))
  end
  if swapped == 1 then x2, z2 = x3, z3 end
  -- The inverse of z2 is its power of the prime - 2, all of whose bits are 1 but for two.
  local inverse = one
  for i = 254, 0, -1 do
    inverse = times(inverse, inverse)
    if i ~= 2 and i ~= 4 then inverse = times(inverse, z2) end
  end
  return write_number(times(x2, inverse))
end

-- ChaCha20-Poly1305 ---------------------------------------------------------------------------------------------------

local QUARTERS <const> = "\1\5\9\13\2\6\10\14\3\7\11\15\4\8\12\16\1\6\11\16\2\7\12\13\3\8\9\14\4\5\10\15"

-- Returns the block of a counter.
local function chacha20(key, counter, nonce)
  local first = {unpack("<" .. rep("I4", 16), "expand 32-byte k" .. key .. pack("<I4", counter) .. nonce)}
  local s = {}
  for i = 1, 16 do s[i] = first[i] end
  for _ = 1, 10 do
    for i = 1, 32, 4 do
      local ia, ib, ic, id = byte(QUARTERS, i, i + 3)
      local a, b, c, d = s[ia], s[ib], s[ic], s[id]
      for left = 16, 8, -8 do
        a = a + b & 0xffffffff d = d ~ a d = (d << left | d >> 32 - left) & 0xffffffff
        local other = left == 16 and 12 or 7
        c = c + d & 0xffffffff b = b ~ c b = (b << other | b >> 32 - other) & 0xffffffff
      end
      s[ia], s[ib], s[ic], s[id] = a, b, c, d
    end
  end
  for i = 1, 16 do s[i] = pack("<I4", s[i] + first[i] & 0xffffffff) end
  return concat(s)
end

local function encrypted(key, nonce, text)
  local parts = {}
  for position = 1, #text, 64 do
    local block = chacha20(key, position // 64 + 1, nonce)
    for i = position, min(position + 63, #text) do
      parts[i] = pack("B", byte(text, i) ~ byte(block, i - position + 1))
    end
  end
  return concat(parts)
end

-- Returns the tag of Poly1305. The number modulo 2^130 - 5 is a list of five limbs of 26 bits.
local function poly1305(key, data)
  local a, b = unpack("<i8i8", key)
  a, b = a & 0x0ffffffc0fffffff, b & 0x0ffffffc0ffffffc
  local r = {a & MASK, a >> 26 & MASK, (a >> 52 | b << 12) & MASK, b >> 14 & MASK, b >> 40}
  local h = {0, 0, 0, 0, 0}
  for position = 1, #data, 16 do
    local block = sub(data, position, position + 15)
    local low, high = unpack("<i8i8", block .. "\1" .. rep("\0", 15))
    local top = #block == 16 and 1 << 24 or 0
    local limbs = {low & MASK, low >> 26 & MASK, (low >> 52 | high << 12) & MASK, high >> 14 & MASK, high >> 40 | top}
    local product = {0, 0, 0, 0, 0}
    for i = 1, 5 do
      local x = h[i] + limbs[i]
      for j = 1, 5 do
        local k = i + j - 1
        if k > 5 then product[k - 5] = product[k - 5] + 5 * x * r[j] else product[k] = product[k] + x * r[j] end
      end
    end
    local carry = 0
    for _ = 1, 2 do
      for i = 1, 5 do
        local x = product[i] + carry
        product[i], carry = x & MASK, x >> 26
      end
      carry = 5 * carry
    end
    product[1] = product[1] + carry
    h = product
  end
  -- Subtracts the prime if it fits: adding 5 shows it by the bit 130.
  local carry = 5
  for i = 1, 5 do carry = h[i] + carry >> 26 end
  carry = 5 * carry
  for i = 1, 5 do
    local x = h[i] + carry
    h[i], carry = x & MASK, x >> 26
  end
  -- The sum with the second half of the key, modulo 2^128, in words of 32 bits.
  local words = {
    h[1] | h[2] << 26, h[2] >> 6 | h[3] << 20, h[3] >> 12 | h[4] << 14, h[4] >> 18 | h[5] << 8,
  }
  local sum = {}
  carry = 0
  for i = 1, 4 do
    carry = (words[i] & 0xffffffff) + unpack("<I4", key, 13 + 4 * i) + carry
    sum[i] = pack("<I4", carry & 0xffffffff)
    carry = carry >> 32
  end
  return concat(sum)
end

local function tag_of(key, nonce, data, text)
  return poly1305(sub(chacha20(key, 0, nonce), 1, 32), concat {data, rep("\0", -#data % 16), text,
    rep("\0", -#text % 16), pack("<I8I8", #data, #text)})
end

-- Encrypts. The nonce has 12 bytes. The result ends with the tag of 16 bytes.
function noise.seal(key, nonce, text, data)
  text = encrypted(key, nonce, text)
  return text .. tag_of(key, nonce, data, text)
end

-- BLAKE2s -------------------------------------------------------------------------------------------------------------

local INITIAL <const> = {
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}
-- The order of the words of a block in each round, as hexadecimal digits.
local ORDERS <const> = "0123456789abcdefea489fd61c02b753b8c052fdae3671947931dcbe265a40f8905724afe1bc683d"
  .. "2c6a0b834d75fe19c51fed4a0763928bdb7ec13950f4862a6fe9b308c2d714a5a2847615fb9e3cd0"

local function rotated(x, count) return (x >> count | x << 32 - count) & 0xffffffff end

-- Mixes a block into the state.
local function compress(h, block, count, is_last)
  local m = {unpack("<" .. rep("I4", 16), block)}
  local v = {values(h)}
  for i = 1, 8 do v[i + 8] = INITIAL[i] end
  v[13] = v[13] ~ count
  if is_last then v[15] = v[15] ~ 0xffffffff end
  for round = 0, 9 do
    for i = 0, 7 do
      local ia, ib, ic, id = byte(QUARTERS, 4 * i + 1, 4 * i + 4)
      local a, b, c, d = v[ia], v[ib], v[ic], v[id]
      for half = 1, 2 do
        local position = 16 * round + 2 * i + half
        a = a + b + m[tonumber(sub(ORDERS, position, position), 16) + 1] & 0xffffffff
        d = rotated(d ~ a, half == 1 and 16 or 8)
        c = c + d & 0xffffffff
        b = rotated(b ~ c, half == 1 and 12 or 7)
      end
      v[ia], v[ib], v[ic], v[id] = a, b, c, d
    end
  end
  for i = 1, 8 do h[i] = h[i] ~ v[i] ~ v[i + 8] end
end

-- Returns the hash of `size` bytes, 32 by default. The key may be missing.
local function blake2s(data, key, size)
  local h = {values(INITIAL)}
  h[1] = h[1] ~ 0x01010000 ~ #(key or "") << 8 ~ (size or 32)
  if key then data = key .. rep("\0", 64 - #key) .. data end
  local count = 0
  repeat
    local block = sub(data, count + 1, count + 64)
    count = count + #block
    compress(h, block .. rep("\0", 64 - #block), count, count == #data)
  until count == #data
  return sub(pack("<I4I4I4I4I4I4I4I4", values(h)), 1, size)
end

-- The hash function as crypto.hmac takes it.
noise.BLAKE2S = {blake2s, 64, 32}

return noise
