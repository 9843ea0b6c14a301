-- moonwire.proto.dtls: records and handshake messages of DTLS (RFC 6347, RFC 9147) that are not encrypted. A server
-- answers a ClientHello with a HelloVerifyRequest, a ServerHello, a HelloRetryRequest or an alert.

local _, host = ...
local check, tls = host.late("proto_check.lua"), host.late("proto_tls.lua")
local pack, byte, format, concat = string.pack, string.byte, string.format, table.concat
local next = next

local dtls = {
  name = "dtls", port = 4433, title = "DTLS, RFC 6347 and RFC 9147", example = "dtls://127.0.0.1:4433",
  options = {sni = true, handshake = true},
}

local CONTENTS <const> = {[20] = "change_cipher_spec", [21] = "alert", [22] = "handshake", [23] = "application_data"}
local VERSIONS <const> = {[0xfeff] = "DTLS 1.0", [0xfefd] = "DTLS 1.2", [0xfefc] = "DTLS 1.3"}

-- Cipher suites for certificates and for shared keys, because a server that shares no suite sends just an alert.
local SUITES <const> = "\x13\1\x13\2\x13\3\xc0\x2b\xc0\x2f\xc0\x2c\xc0\x30\xcc\xa9\xcc\xa8\xc0\xac\xc0\xae\xc0\x09"
  .. "\xc0\x13\xc0\x0a\xc0\x14\0\x9e\0\x33\0\x39\0\x9c\0\x9d\0\x2f\0\x35\0\xa8\xc0\xa4\xc0\xa8\0\xae\0\x8c\0\xff"

local function version_name(version) return VERSIONS[version] or format("DTLS 0x%04x", version) end

local function client_hello(message)
  local name = message.server_name and check.string("encode", message, "server_name", 255)
  local body = concat {
    "\xfe\xfd", check.string("encode", message, "random", 32, check.random(32)), "\0",
    pack("s1", check.string("encode", message, "cookie", 255, "")), pack(">s2", SUITES), "\1\0",
    pack(">s2", tls.extensions(name, "\xfe\xfc\xfe\xfd") .. tls.extension(11, "\1\0")
      .. tls.extension(23, "")),
  }
  return 1, body
end

local function hello_verify_request(message)
  return 3, "\xfe\xff" .. pack("s1", check.string("encode", message, "cookie", 255))
end

local BODIES <const> = {client_hello = client_hello, hello_verify_request = hello_verify_request}

function dtls.encode(message)
  check.table("encode", 1, message)
  local content, fragment
  if message.type == "alert" then
    content = 21
    fragment = pack("BB", check.integer("encode", message, "level", 1, 2, 2),
      check.integer("encode", message, "description", 0, 255))
  elseif BODIES[message.type] then
    local kind, body = BODIES[message.type](message)
    content = 22
    local number = check.integer("encode", message, "message_sequence", 0, 65535, 0)
    fragment = pack(">BI3I2I3s3", kind, #body, number, 0, body)
  else
    check.fail("encode", 1, "type: client_hello, hello_verify_request or alert expected")
  end
  return pack(">BI2I2I6s2", content, check.integer("encode", message, "version", 0, 65535, 0xfefd),
    0, check.integer("encode", message, "sequence", 0, (1 << 48) - 1, 0), fragment)
end

-- Sets the fields of a handshake message. Returns a text that says what is wrong.
local function read_handshake(record, fragment)
  local kind, length, sequence, offset, body = check.unpack(">BI3I2I3s3", fragment)
  if not kind then return "a handshake message is too short" end
  record.message_sequence, record.length, record.offset = sequence, length, offset
  if offset > 0 then record.type = "fragment" return end
  if kind == 1 then
    record.type = "client_hello"
    record.message_version, record.random, record.session_id, record.cookie = check.unpack(">I2c32s1s1", body)
  elseif kind == 3 then
    record.type = "hello_verify_request"
    record.message_version, record.cookie = check.unpack(">I2s1", body)
  elseif kind == 2 then
    local hello = tls.server_hello(body) or {}
    record.type = hello.retry and "hello_retry_request" or "server_hello"
    record.message_version, record.random, record.session_id, record.cipher =
      hello.version, hello.random, hello.session_id, hello.cipher
  else
    record.type, record.kind, record.message_version = "handshake", kind, 0
  end
  if not record.message_version then return "a " .. record.type .. " is too short" end
end

local function read_record(datagram, position)
  local content, version, epoch, sequence, fragment, following = check.unpack(">BI2I2I6s2", datagram, position)
  if not content then return nil, "the record at byte " .. position .. " is too short" end
  if version >> 8 ~= 0xfe then
    return nil, format("the record at byte %d has version 0x%04x, which is not DTLS", position, version)
  end
  local record = {type = CONTENTS[content], version = version, epoch = epoch, sequence = sequence}
  if not record.type then return nil, "the record at byte " .. position .. " has the unknown type " .. content end
  local problem
  if epoch > 0 then
    record.encrypted = true
  elseif content == 21 then
    record.level, record.description = check.unpack("BB", fragment)
    if not record.level then problem = "an alert is too short" end
  elseif content == 22 then
    problem = read_handshake(record, fragment)
  end
  if problem then return nil, problem end
  return record, following
end

function dtls.decode(datagram)
  datagram = check.bytes("decode", 1, datagram)
  local records, position = {}, 1
  repeat
    -- Encrypted records of DTLS 1.3 have another header, which may lack the length (RFC 9147 4).
    if position > 1 and byte(datagram, position) >> 5 == 1 then break end
    local record, following = read_record(datagram, position)
    if not record then return nil, following end
    records[#records + 1], position = record, following
  until position > #datagram
  local message = {records = records}
  for key, value in next, records[1] do message[key] = value end
  return message
end

local function described(answer)
  local fields = {type = answer.type}
  if answer.type == "alert" then
    fields.alert = tls.alert(answer.description)
    return "DTLS, alert " .. fields.alert, fields
  elseif answer.type == "hello_verify_request" then
    return "DTLS, HelloVerifyRequest", fields
  end
  fields.version = version_name(answer.message_version)
  if answer.type == "hello_retry_request" then return fields.version .. ", HelloRetryRequest", fields end
  fields.cipher = format("0x%04x", answer.cipher)
  return fields.version .. ", ServerHello, cipher suite " .. fields.cipher, fields
end

function dtls.probe(options)
  options = check.options(options, dtls.options)
  local handshake = options.handshake ~= nil and options.handshake ~= "no"
  if handshake and options.handshake ~= "yes" then check.fail("probe", 1, "handshake: yes or no expected") end
  local hello = {type = "client_hello", random = check.random(32), server_name = tls.server_name(options)}
  local sequence, cookies = -1, 0
  local exchange = {}

  local function next_record(message)
    sequence = sequence + 1
    message.sequence = sequence
    return dtls.encode(message)
  end

  function exchange.request()
    return next_record(hello)
  end

  function exchange.check(datagram)
    local answer, problem = dtls.decode(check.bytes("check", 1, datagram))
    if not answer then return "different", "no DTLS: " .. problem, {} end
    local kind = answer.type
    if kind ~= "alert" and kind ~= "hello_verify_request" and kind ~= "server_hello" and kind ~= "hello_retry_request"
      or answer.encrypted then
      return "different", "a DTLS record that answers no ClientHello: " .. kind, {type = kind}
    end
    local text, fields = described(answer)
    if handshake and kind == "alert" then return "different", text, fields end
    if handshake and kind == "hello_verify_request" then
      if answer.cookie == hello.cookie then return "unrelated", text, fields end
      if cookies == 3 then return "different", "the server accepts none of its cookies", fields end
      cookies = cookies + 1
      hello.cookie, hello.message_sequence = answer.cookie, 1
      return "continue", text, fields, next_record(hello)
    end
    -- Lets the server forget the handshake.
    local closing = kind == "server_hello" and next_record {type = "alert", level = 1, description = 0} or nil
    return "matched", text, fields, closing
  end

  return exchange
end

return dtls
