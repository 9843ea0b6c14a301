-- AES (FIPS 197) for moonwire.proto.NAME, with the modes CTR (NIST SP 800-38A) and GCM (NIST SP 800-38D). No function
-- is protected against measurements of its duration.

local pack, unpack, rep, sub, concat = string.pack, string.unpack, string.rep, string.sub, table.concat

local aes = {}

-- The S-box, and the contribution of each byte of a column to the next round (SubBytes and MixColumns).
local SBOX <const>, T0 <const>, T1 <const>, T2 <const>, T3 <const> = {}, {}, {}, {}, {}
do
  local function doubled(x) return x << 1 ~ (x >> 7) * 0x11b end
  local p, q = 1, 1
  repeat
    p = p ~ doubled(p)
    q = q ~ q << 1
    q = q ~ q << 2
    q = (q ~ q << 4) & 0xff
    if q > 127 then q = q ~ 9 end
    local spread = q | q << 8
    SBOX[p] = (q ~ spread >> 7 ~ spread >> 6 ~ spread >> 5 ~ spread >> 4) & 0xff ~ 0x63
  until p == 1
  SBOX[0] = 0x63
  for i = 0, 255 do
    local s = SBOX[i]
    local two = doubled(s)
    local word = two << 24 | s << 16 | s << 8 | two ~ s
    T0[i], T1[i], T2[i], T3[i] = word, (word >> 8 | word << 24) & 0xffffffff, (word >> 16 | word << 16) & 0xffffffff,
      (word >> 24 | word << 8) & 0xffffffff
  end
end

local function substituted(word)
  return SBOX[word >> 24] << 24 | SBOX[word >> 16 & 0xff] << 16 | SBOX[word >> 8 & 0xff] << 8 | SBOX[word & 0xff]
end

-- Returns a function that encrypts one block of four words. The key has 16, 24 or 32 bytes.
local function cipher(key)
  local count = #key // 4
  local w, last = {unpack(">" .. rep("I4", count), key)}, 4 * (count + 7)
  local round = 1
  for i = count + 1, last do
    local word = w[i - 1]
    if (i - 1) % count == 0 then
      word = substituted((word << 8 | word >> 24) & 0xffffffff) ~ round << 24
      round = round << 1 ~ (round >> 7) * 0x11b
    elseif count > 6 and (i - 1) % count == 4 then
      word = substituted(word)
    end
    w[i] = w[i - count] ~ word
  end

  return function(a, b, c, d)
    a, b, c, d = a ~ w[1], b ~ w[2], c ~ w[3], d ~ w[4]
    for i = 5, last - 4, 4 do
      a, b, c, d =
        T0[a >> 24] ~ T1[b >> 16 & 0xff] ~ T2[c >> 8 & 0xff] ~ T3[d & 0xff] ~ w[i],
        T0[b >> 24] ~ T1[c >> 16 & 0xff] ~ T2[d >> 8 & 0xff] ~ T3[a & 0xff] ~ w[i + 1],
        T0[c >> 24] ~ T1[d >> 16 & 0xff] ~ T2[a >> 8 & 0xff] ~ T3[b & 0xff] ~ w[i + 2],
        T0[d >> 24] ~ T1[a >> 16 & 0xff] ~ T2[b >> 8 & 0xff] ~ T3[c & 0xff] ~ w[i + 3]
    end
    local m1, m2, m3 <const> = 0xff000000, 0xff0000, 0xff00
    return
      substituted(a & m1 | b & m2 | c & m3 | d & 0xff) ~ w[last - 3],
      substituted(b & m1 | c & m2 | d & m3 | a & 0xff) ~ w[last - 2],
      substituted(c & m1 | d & m2 | a & m3 | b & 0xff) ~ w[last - 1],
      substituted(d & m1 | a & m2 | b & m3 | c & 0xff) ~ w[last]
  end
end

-- Returns the encrypted block of 16 bytes.
function aes.block(key, bytes)
  local a, b, c, d = unpack(">I4I4I4I4", bytes)
  return pack(">I4I4I4I4", cipher(key)(a, b, c, d))
end

-- Encrypts or decrypts. `counter` is the first counter block. Only its lower 32 bits count, so that the data is shorter
-- than 64 GiB.
local function ctr(encrypt, counter, data)
  local a, b, c, d = unpack(">I4I4I4I4", counter)
  local length, blocks = #data, {}
  data = data .. rep("\0", -length % 16)
  for position = 1, length, 16 do
    local k1, k2, k3, k4 = encrypt(a, b, c, d)
    local p1, p2, p3, p4 = unpack(">I4I4I4I4", data, position)
    blocks[#blocks + 1] = pack(">I4I4I4I4", k1 ~ p1, k2 ~ p2, k3 ~ p3, k4 ~ p4)
    d = d + 1 & 0xffffffff
  end
  return sub(concat(blocks), 1, length)
end

function aes.ctr(key, counter, data)
  local a, b = unpack(">I8I8", counter)
  local encrypt = cipher(key)
  -- The lower 32 bits overflow within the data once in 2^32 counters. The carry goes into the upper bits.
  local whole = 16 * (0x100000000 - (b & 0xffffffff))
  if #data <= whole then return ctr(encrypt, counter, data) end
  local high = (b >> 32) + 1
  local following = pack(">I8I8", a + (high >> 32), (high & 0xffffffff) << 32)
  return ctr(encrypt, counter, sub(data, 1, whole)) .. ctr(encrypt, following, sub(data, whole + 1))
end

-- Returns the product of the hash key and each block, as GHASH does.
local function ghash(high, low, data)
  local y1, y2 = 0, 0
  for position = 1, #data, 16 do
    local x1, x2 = unpack(">i8i8", data, position)
    x1, x2 = x1 ~ y1, x2 ~ y2
    y1, y2 = 0, 0
    local v1, v2 = high, low
    for i = 0, 127 do
      if x1 < 0 then y1, y2 = y1 ~ v1, y2 ~ v2 end
      x1, x2 = x1 << 1 | x2 >> 63, x2 << 1
      local carry = v2 & 1
      v1, v2 = v1 >> 1 ~ carry * (0xe1 << 56), v2 >> 1 | v1 << 63
    end
  end
  return y1, y2
end

-- Returns the tag of the data and the encrypted data.
local function tagged(encrypt, nonce, data, encrypted)
  local a, b, c, d = encrypt(0, 0, 0, 0)
  local y1, y2 = ghash(a << 32 | b, c << 32 | d, concat {data, rep("\0", -#data % 16), encrypted,
    rep("\0", -#encrypted % 16), pack(">I8I8", #data * 8, #encrypted * 8)})
  return ctr(encrypt, nonce .. "\0\0\0\1", pack(">i8i8", y1, y2))
end

-- Encrypts with GCM. The nonce has 12 bytes. The result ends with the tag of 16 bytes.
function aes.seal(key, nonce, text, data)
  local encrypt = cipher(key)
  local encrypted = ctr(encrypt, nonce .. "\0\0\0\2", text)
  return encrypted .. tagged(encrypt, nonce, data, encrypted)
end

-- Decrypts with GCM. Returns nil if the tag is wrong.
function aes.open(key, nonce, sealed, data)
  if #sealed < 16 then return end
  local encrypt, encrypted = cipher(key), sub(sealed, 1, -17)
  if tagged(encrypt, nonce, data, encrypted) ~= sub(sealed, -16) then return end
  return ctr(encrypt, nonce .. "\0\0\0\2", encrypted)
end

return aes
