-- Hash functions for moonwire.proto.NAME: SHA-1 and SHA-2 (FIPS 180-4), HMAC (RFC 2104) and HKDF (RFC 5869). The
-- operating system's cryptography would need libraries in addition to the executable. No function is protected against
-- measurements of its duration.

local pack, unpack, rep, sub, char = string.pack, string.unpack, string.rep, string.sub, string.char
local byte, gsub = string.byte, string.gsub

local crypto = {}

-- The fractional parts of the cube roots of the first 80 primes, 64 bits each. SHA-256 takes the upper 32 bits of the
-- first 64.
local CUBE_ROOTS <const> = {
  0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
  0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
  0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
  0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
  0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
  0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
  0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
  0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
  0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
  0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
  0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
  0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
  0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
  0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
  0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
  0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
  0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
  0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
  0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
  0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
}

-- The fractional parts of the square roots of the first eight primes.
local SQUARE_ROOTS <const> = {
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
}

-- Appends the bit 1, zeros and the length in bits, so that the result consists of whole blocks.
local function padded(data, block, length_bytes)
  local zeros = -(#data + 1 + length_bytes) % block
  return data .. "\x80" .. rep("\0", zeros + length_bytes - 8) .. pack(">I8", #data * 8)
end

-- Returns a function of SHA-2 with words of 32 or 64 bits. The first three rotations are for each of the sums.
local function sha2(bits, rounds, rotations)
  local mask = bits == 64 and -1 or 0xffffffff
  local format = rep(bits == 64 and "i8" or "I4", 16)
  local k, initial = {}, {}
  for i = 1, rounds do k[i] = CUBE_ROOTS[i] >> 64 - bits end
  for i = 1, 8 do initial[i] = SQUARE_ROOTS[i] >> 64 - bits end
  local e1, e2, e3, a1, a2, a3, s1, s2, s3, t1, t2, t3 = unpack("BBBBBBBBBBBB", rotations)

  local function rotate(x, count) return x >> count | x << bits - count & mask end

  return function(data)
    local h = {initial[1], initial[2], initial[3], initial[4], initial[5], initial[6], initial[7], initial[8]}
    data = padded(data, bits * 2, bits // 4)
    for position = 1, #data, bits * 2 do
      local w = {unpack(">" .. format, data, position)}
      for i = 17, rounds do
        local x, y = w[i - 15], w[i - 2]
        w[i] = w[i - 16] + (rotate(x, s1) ~ rotate(x, s2) ~ x >> s3) + w[i - 7]
          + (rotate(y, t1) ~ rotate(y, t2) ~ y >> t3) & mask
      end
      local a, b, c, d, e, f, g, last = h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8]
      for i = 1, rounds do
        local one = last + (rotate(e, e1) ~ rotate(e, e2) ~ rotate(e, e3)) + (e & f ~ ~e & g) + k[i] + w[i]
        local two = (rotate(a, a1) ~ rotate(a, a2) ~ rotate(a, a3)) + (a & b ~ a & c ~ b & c)
        a, b, c, d, e, f, g, last = one + two & mask, a, b, c, d + one & mask, e, f, g
      end
      for i, x in next, {a, b, c, d, e, f, g, last} do h[i] = h[i] + x & mask end
    end
    return pack(">" .. sub(format, 1, 16), h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8])
  end
end

local function rotated_left(x, count) return (x << count | x >> 32 - count) & 0xffffffff end

local function sha1(data)
  local h0, h1, h2, h3, h4 = 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0
  data = padded(data, 64, 8)
  for position = 1, #data, 64 do
    local w = {unpack(">" .. rep("I4", 16), data, position)}
    for i = 17, 80 do w[i] = rotated_left(w[i - 3] ~ w[i - 8] ~ w[i - 14] ~ w[i - 16], 1) end
    local a, b, c, d, e = h0, h1, h2, h3, h4
    for i = 1, 80 do
      local f, k
      if i <= 20 then f, k = b & c | ~b & d, 0x5a827999
      elseif i <= 40 then f, k = b ~ c ~ d, 0x6ed9eba1
      elseif i <= 60 then f, k = b & c | b & d | c & d, 0x8f1bbcdc
      else f, k = b ~ c ~ d, 0xca62c1d6 end
      a, b, c, d, e = rotated_left(a, 5) + (f & 0xffffffff) + e + k + w[i] & 0xffffffff, a, rotated_left(b, 30), c, d
    end
    h0, h1, h2, h3, h4 = h0 + a & 0xffffffff, h1 + b & 0xffffffff, h2 + c & 0xffffffff, h3 + d & 0xffffffff,
      h4 + e & 0xffffffff
  end
  return pack(">I4I4I4I4I4", h0, h1, h2, h3, h4)
end

-- The hash functions: the function, the bytes of a block and the bytes of a hash.
crypto.SHA1 = {sha1, 64, 20}
crypto.SHA256 = {sha2(32, 64, "\6\11\25\2\13\22\7\18\3\17\19\10"), 64, 32}
crypto.SHA512 = {sha2(64, 80, "\14\18\41\28\34\39\1\8\7\19\61\6"), 128, 64}

-- Returns the HMAC of the data.
function crypto.hmac(hash, key, data)
  local digest, block = hash[1], hash[2]
  if #key > block then key = digest(key) end
  key = key .. rep("\0", block - #key)
  local function combined(with) return (gsub(key, ".", function(c) return char(byte(c) ~ with) end)) end
  return digest(combined(0x5c) .. digest(combined(0x36) .. data))
end

-- Returns `length` bytes, at most 32, of HKDF-Expand-Label (RFC 8446 7.1) with SHA-256. The context is empty by
-- default.
function crypto.expand_label(secret, label, length, context)
  local info = pack(">I2s1s1", length, "tls13 " .. label, context or "")
  return sub(crypto.hmac(crypto.SHA256, secret, info .. "\1"), 1, length)
end

return crypto
