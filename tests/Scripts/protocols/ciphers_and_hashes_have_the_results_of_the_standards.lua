-- Scripts cannot require the files with the ciphers and hash functions, so that the test loads the source files.
local folder = arg[0]:match("^(.*/)") or "./"
local function load_source(name) return dofile(folder .. "../../../Modules/Protocols/Library/" .. name .. ".lua") end
local crypto, aes, noise = load_source("proto_crypto"), load_source("proto_aes"), load_source("proto_noise")
local function un(text) return tostring(byte_span.from_hex(text)) end
local function show(title, bytes, expected) print(title, byte_span.to_hex(bytes) == expected) end

-- FIPS 180-4, with NIST's examples.
local LONG <const> = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
show("SHA-1", crypto.SHA1[1] "abc", "a9993e364706816aba3e25717850c26c9cd0d89d")
show("SHA-1, two blocks", crypto.SHA1[1](LONG), "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
show("SHA-256", crypto.SHA256[1] "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
show("SHA-256, nothing", crypto.SHA256[1] "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
show("SHA-256, two blocks", crypto.SHA256[1](LONG), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
show("SHA-512", crypto.SHA512[1] "abc", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
  .. "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")

-- RFC 2202 and RFC 4231.
show("HMAC-SHA-1", crypto.hmac(crypto.SHA1, ("\x0b"):rep(20), "Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00")
show("HMAC-SHA-256", crypto.hmac(crypto.SHA256, "Jefe", "what do ya want for nothing?"),
  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
show("HMAC-SHA-512, long key",
  crypto.hmac(crypto.SHA512, ("\xaa"):rep(131), "Test Using Larger Than Block-Size Key - Hash Key First"),
  "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
    .. "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598")

-- RFC 9001 A.1.
local secret = crypto.hmac(crypto.SHA256, un "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", un "8394c8f03e515708")
secret = crypto.expand_label(secret, "client in", 32)
show("HKDF", secret, "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea")
show("HKDF, key", crypto.expand_label(secret, "quic key", 16), "1f369613dd76d5467730efcbe3b1a22d")

-- FIPS 197, NIST SP 800-38A F.5.5, and the test case 4 of the GCM specification.
show("AES-128", aes.block(un "000102030405060708090a0b0c0d0e0f", un "00112233445566778899aabbccddeeff"),
  "69c4e0d86a7b0430d8cdb78070b4c55a")
show("AES-256", aes.block(un "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
  un "00112233445566778899aabbccddeeff"), "8ea2b7ca516745bfeafc49904b496089")
local key = un "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
show("AES-256-CTR", aes.ctr(key, un "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
  un "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"),
  "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5")
-- The counter overflows after the first block.
local ones, zeros = ("\xff"):rep(16), ("\0"):rep(16)
print("AES-256-CTR, carry", aes.ctr(key, ones, zeros .. zeros) == aes.block(key, ones) .. aes.block(key, zeros))
local gcm_key, nonce, data = un "feffe9928665731c6d6a8f9467308308", un "cafebabefacedbaddecaf888",
  un "feedfacedeadbeeffeedfacedeadbeefabaddad2"
local text = un("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
  .. "b16aedf5aa0de657ba637b39")
local sealed = aes.seal(gcm_key, nonce, text, data)
show("AES-128-GCM", sealed, "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac"
  .. "84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47")
print("AES-128-GCM, opened", aes.open(gcm_key, nonce, sealed, data) == text,
  aes.open(gcm_key, nonce, sealed, data .. "x"), (aes.open(gcm_key, nonce, "short", data)))

-- RFC 7748 5.2, RFC 7693 B, RFC 8439 2.8.2.
show("X25519", noise.x25519(un "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
  un "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"),
  "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")
show("X25519, upper bit set", noise.x25519(un "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
  un "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493"),
  "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957")
show("X25519, base point", noise.x25519("\9" .. ("\0"):rep(31)),
  "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079")
show("BLAKE2s", noise.BLAKE2S[1] "abc", "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982")
show("ChaCha20-Poly1305", noise.seal(un "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
  un "070000004041424344454647", "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
    .. "future, sunscreen would be it.", un "50515253c0c1c2c3c4c5c6c7"),
  "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b29"
    .. "05d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586ce"
    .. "c64b61161ae10b594f09e26a7e902ecbd0600691")
