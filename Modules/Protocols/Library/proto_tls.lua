-- The messages of TLS that DTLS and QUIC share (RFC 5246, RFC 8446).

local _, host = ...
local check = host.late("proto_check.lua")
local pack, format, find, unpack, sub = string.pack, string.format, string.find, string.unpack, string.sub
local concat, gsub, rep, tostring = table.concat, string.gsub, string.rep, tostring

local tls = {}

-- The random value of a ServerHello that is a HelloRetryRequest (RFC 8446 4.1.3).
tls.RETRY = "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e"
  .. "\x09\xe2\xc8\xa8\x33\x9c"

local ALERTS <const> = {
  [0] = "close_notify", [10] = "unexpected_message", [20] = "bad_record_mac", [22] = "record_overflow",
  [40] = "handshake_failure", [42] = "bad_certificate", [47] = "illegal_parameter", [50] = "decode_error",
  [51] = "decrypt_error", [70] = "protocol_version", [71] = "insufficient_security", [80] = "internal_error",
  [86] = "inappropriate_fallback", [90] = "user_canceled", [109] = "missing_extension",
  [110] = "unsupported_extension", [112] = "unrecognized_name", [115] = "unknown_psk_identity",
  [116] = "certificate_required", [120] = "no_application_protocol",
}

-- Returns the name, if it is known, and the number of an alert.
function tls.alert(number)
  return ALERTS[number] and format("%s (%d)", ALERTS[number], number) or tostring(number)
end

function tls.extension(kind, body) return pack(">I2s2", kind, body) end
local extension <const> = tls.extension

-- Returns the server's name: an option, or the host unless the host is an address.
function tls.server_name(options)
  local name = options.sni
  if name ~= nil then return check.string("probe", options, "sni", 255) end
  name = options.host
  if type(name) ~= "string" or #name > 255 or find(name, ":") or find(name, "^[%d.]*$") then return end
  return (gsub(name, "%.$", ""))
end

-- Returns the extensions that every ClientHello has. The key share is the base point of X25519 (RFC 7748 4.1), whose
-- secret is 1. Then the secret of both sides is the server's key share. A probe has nothing to hide.
function tls.extensions(name, versions)
  return concat {
    name and extension(0, pack(">s2", "\0" .. pack(">s2", name))) or "",
    extension(10, "\0\6\0\x1d\0\x17\0\x18"),
    extension(13, "\0\x12\4\3\8\4\4\1\5\3\8\5\5\1\8\6\6\1\8\7"),
    extension(43, pack("s1", versions)),
    extension(51, "\0\x24\0\x1d\0\x20\9" .. rep("\0", 31)),
  }
end

-- Returns the content of an extension in the list at `position`, or nil.
function tls.find_extension(bytes, position, wanted)
  repeat
    local kind, content, following = check.unpack(">I2s2", bytes, position)
    if kind == wanted then return content end
    position = following
  until not kind
end

-- Returns the values of a ServerHello, whose end may be missing. Returns nil if the cipher suite is missing too.
function tls.server_hello(body)
  local version, random, session_id, cipher, position = check.unpack(">I2c32s1I2", body)
  if not version then return end
  -- The compression method and the length of the extensions precede the extensions.
  local selected = tls.find_extension(body, position + 3, 43)
  local share = tls.find_extension(body, position + 3, 51)
  return {
    version = selected and #selected == 2 and unpack(">I2", selected) or version,
    random = random, session_id = session_id, cipher = cipher, retry = random == tls.RETRY or nil,
    key_share = share and #share == 36 and sub(share, 5) or nil,
  }
end

return tls
