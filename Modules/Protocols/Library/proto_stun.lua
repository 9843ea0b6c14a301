-- moonwire.proto.stun: session traversal utilities for NAT (RFC 8489): a host learns its address outside of a NAT.

local _, host = ...
local check = host.late("proto_check.lua")
local type, tostring, pcall, random, concat = type, tostring, pcall, math.random, table.concat
local pack, unpack, sub, rep, byte, char, find = string.pack, string.unpack, string.sub, string.rep, string.byte,
  string.char, string.find
local printable = byte_span.printable
local new_address, new_network, address_of, to_text = ip.address.new, ip.network.new, ip.address.from_bytes, ip.tostring

local stun = {
  name = "stun", port = 3478, title = "session traversal utilities for NAT, RFC 8489",
  example = "stun://127.0.0.1?address=192.0.2.0/24",
  options = {address = true},
}

local COOKIE <const> = 0x2112A442
local CLASSES <const> = {[0] = "request", "indication", "success", "error"}
local CLASS_BITS <const> = {request = 0, indication = 0x010, success = 0x100, error = 0x110}
local MAPPED <const>, ERROR <const>, XOR_MAPPED <const>, SOFTWARE <const>, ALTERNATE <const> = 0x0001, 0x0009, 0x0020,
  0x8022, 0x8023

-- Returns the bytes, each combined with a byte of the mask by exclusive or.
local function masked(bytes, mask)
  local list = {}
  for i = 1, #bytes do list[i] = char(byte(bytes, i) ~ byte(mask, i)) end
  return concat(list)
end

local function encode_endpoint(value, name, mask)
  local ok, address = pcall(new_address, type(value) == "table" and value.address)
  if not ok then check.fail("encode", 1, name .. ".address: address expected") end
  local bytes = address:to_bytes()
  local port = pack(">I2", check.integer("encode", value, "port", 0, 65535))
  if mask then port, bytes = masked(port, mask), masked(bytes, mask) end
  return pack("BB", 0, #bytes == 4 and 1 or 2) .. port .. bytes
end

local function decode_endpoint(bytes, mask)
  local family = byte(bytes, 2)
  if not (family == 1 and #bytes == 8 or family == 2 and #bytes == 20) then return nil end
  local port, address = sub(bytes, 3, 4), sub(bytes, 5)
  if mask then port, address = masked(port, mask), masked(address, mask) end
  return {address = tostring(address_of(address)), port = (unpack(">I2", port))}
end

function stun.encode(message)
  local class = CLASS_BITS[check.table("encode", 1, message).class or "request"]
  if not class then check.fail("encode", 1, "class: " .. tostring(message.class) .. " is unknown") end
  local method = check.integer("encode", message, "method", 0, 0xFFF, 1)
  local transaction = check.string("encode", message, "transaction", 12, pack("jI4", random(0), random(0, 0xFFFFFFFF)))
  if #transaction ~= 12 then check.fail("encode", 1, "transaction: 12 bytes expected, got " .. #transaction) end
  local parts = {}
  local function add(kind, value)
    parts[#parts + 1] = pack(">I2s2", kind, value) .. rep("\0", -#value & 3)
  end
  local mask = pack(">I4", COOKIE) .. transaction
  if message.xor_mapped then add(XOR_MAPPED, encode_endpoint(message.xor_mapped, "xor_mapped", mask)) end
  if message.mapped then add(MAPPED, encode_endpoint(message.mapped, "mapped")) end
  if message.error then
    local code = check.integer("encode", check.table("encode", 1, message.error), "code", 300, 699)
    local reason = check.string("encode", message.error, "reason", 763, "")
    add(ERROR, pack(">I2BB", 0, code // 100, code % 100) .. reason)
  end
  if message.alternate_server then add(ALTERNATE, encode_endpoint(message.alternate_server, "alternate_server")) end
  if message.software then add(SOFTWARE, check.string("encode", message, "software", 763)) end
  local others = check.table("encode", 1, message.attributes or {})
  for i = 1, #others do
    local other = check.table("encode", 1, others[i])
    add(check.integer("encode", other, "type", 0, 0xFFFF), check.string("encode", other, "value", 65000))
  end
  local body = concat(parts)
  if #body > 65507 then check.fail("encode", 1, "attributes: " .. #body .. " bytes are too long") end
  -- The two bits of the class are between the bits of the method.
  local kind = (method & 0xF80) << 2 | (method & 0x070) << 1 | method & 0x00F | class
  return pack(">I2I2I4", kind, #body, COOKIE) .. transaction .. body
end

function stun.decode(datagram)
  local bytes = check.bytes("decode", 1, datagram)
  local kind, length, cookie, transaction, position = check.unpack(">I2I2I4c12", bytes)
  if not kind or kind >> 14 ~= 0 then return nil, "no STUN message" end
  if cookie ~= COOKIE then return nil, "no STUN message: its magic cookie is wrong" end
  if length & 3 ~= 0 or length ~= #bytes - 20 then return nil, "no STUN message: its length is wrong" end
  local message = {
    class = CLASSES[kind >> 7 & 2 | kind >> 4 & 1], transaction = transaction, attributes = {},
    method = kind >> 2 & 0xF80 | kind >> 1 & 0x070 | kind & 0x00F,
  }
  local mask = sub(bytes, 5, 20)
  while position <= #bytes do
    local attribute, value, after = check.unpack(">I2s2", bytes, position)
    if not attribute then return nil, "a STUN attribute without its end" end
    position = after + (-#value & 3)
    message.attributes[#message.attributes + 1] = {type = attribute, value = value}
    if attribute == XOR_MAPPED or attribute == 0x8020 then -- 0x8020: older servers
      message.xor_mapped = message.xor_mapped or decode_endpoint(value, mask)
    elseif attribute == MAPPED then
      message.mapped = message.mapped or decode_endpoint(value)
    elseif attribute == ALTERNATE then
      message.alternate_server = decode_endpoint(value)
    elseif attribute == SOFTWARE then
      message.software = value
    elseif attribute == ERROR and #value >= 4 then
      message.error = {code = (byte(value, 3) & 7) * 100 + byte(value, 4), reason = sub(value, 5)}
    end
  end
  return message
end

-- Returns a function that returns true if an address is expected.
local function expected_address(text)
  if text == nil then return function() return true end end
  local is_network = find(tostring(text), "/", 1, true)
  local ok, expected = pcall(is_network and new_network or new_address, text)
  if not ok then check.fail("probe", 1, "address: address or network expected, got " .. tostring(text)) end
  return function(address)
    if is_network then return expected:contains(address) end
    return new_address(address) == expected
  end
end

function stun.probe(options)
  options = check.options(options, stun.options)
  local is_expected = expected_address(options.address)
  local sent, exchange = {}, {}

  function exchange.request()
    local question = stun.encode {}
    sent[sub(question, 9, 20)] = true
    return question
  end

  function exchange.check(datagram)
    local message, wrong = stun.decode(check.bytes("check", 1, datagram))
    if not message then return "different", wrong, {} end
    if not sent[message.transaction] or message.method ~= 1 then
      return "unrelated", "a STUN message with another transaction id", {}
    end
    if message.class == "request" then return "different", "our own question came back", {} end
    local fields = {class = message.class, software = message.software and printable(message.software)}
    if message.class == "error" then
      local failure, alternate = message.error, message.alternate_server
      if not failure then return "different", "an error response without a code", fields end
      fields.error, fields.reason = failure.code, printable(failure.reason)
      local text = "error " .. failure.code .. " " .. fields.reason
      if alternate then
        fields.alternate_server = to_text(alternate.address, alternate.port)
        text = text .. ", the other server is " .. fields.alternate_server
      end
      return "different", text, fields
    end
    local mapped = message.xor_mapped or message.mapped
    if message.class ~= "success" or not mapped then return "different", "an answer without our address", fields end
    fields.address, fields.port = mapped.address, mapped.port
    local text = "our address is " .. to_text(mapped.address, mapped.port)
    if not is_expected(mapped.address) then return "different", text .. ", which is not expected", fields end
    return "matched", text, fields
  end

  return exchange
end

return stun
