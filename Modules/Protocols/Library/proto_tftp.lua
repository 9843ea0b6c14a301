-- moonwire.proto.tftp: packets of TFTP (RFC 1350) with options (RFC 2347, 2348, 2349).

local _, host = ...
local check = host.late("proto_check.lua")
local pack, sub, find, lower, match, concat, sort = string.pack, string.sub, string.find, string.lower, string.match,
  table.concat, table.sort
local pairs, tostring, random, format = pairs, tostring, math.random, string.format
local printable = byte_span.printable

local tftp = {
  name = "tftp", port = 69, title = "TFTP server, the first block of a file, RFC 1350",
  example = "tftp://127.0.0.1/readme.txt",
  options = {error = true, blksize = true, text = true, pattern = true},
}

local NAMES <const> = {"RRQ", "WRQ", "DATA", "ACK", "ERROR", "OACK"}
local NUMBERS <const> = {RRQ = 1, WRQ = 2, DATA = 3, ACK = 4, ERROR = 5, OACK = 6}
local ERRORS <const> = {
  "file not found", "access violation", "disk full", "illegal operation", "unknown transfer", "file already exists",
  "no such user", "option refused",
}
local MOST <const> = 32 -- options of a packet

-- Returns a field without the byte 0, which ends strings.
local function text_of(message, name, default)
  local text = check.string("encode", message, name, 500, default)
  if find(text, "\0", 1, true) then check.fail("encode", 1, name .. ": a byte 0") end
  return text
end

local function encode_options(options)
  local names, parts = {}, {}
  for name in pairs(options) do names[#names + 1] = tostring(name) end
  sort(names)
  for i = 1, #names do
    parts[i] = names[i] .. "\0" .. text_of({[names[i]] = tostring(options[names[i]])}, names[i]) .. "\0"
  end
  return concat(parts)
end

function tftp.encode(message)
  local operation = NUMBERS[check.table("encode", 1, message).op]
  local options = encode_options(check.table("encode", 1, message.options or {}))
  if operation == 1 or operation == 2 then
    return pack(">I2zz", operation, text_of(message, "file"), text_of(message, "mode", "octet")) .. options
  elseif operation == 3 then
    return pack(">I2I2", 3, check.integer("encode", message, "block", 0, 65535))
      .. check.string("encode", message, "data", 65464)
  elseif operation == 4 then
    return pack(">I2I2", 4, check.integer("encode", message, "block", 0, 65535))
  elseif operation == 5 then
    return pack(">I2I2z", 5, check.integer("encode", message, "code", 0, 65535), text_of(message, "message", ""))
  elseif operation == 6 then
    return pack(">I2", 6) .. options
  end
  check.fail("encode", 1, "op: RRQ, WRQ, DATA, ACK, ERROR or OACK expected")
end

-- Returns the pairs of strings from a position on, by name in lower case, or nil and a text.
local function decode_options(bytes, position)
  local options = {}
  for _ = 1, MOST do
    if position > #bytes then return options end
    local name, value, after = match(bytes, "^([^\0]+)\0([^\0]*)\0()", position)
    if not name then return nil, "no TFTP packet: an option is not complete" end
    options[lower(name)], position = value, after
  end
  return nil, "no TFTP packet: more than " .. MOST .. " options"
end

function tftp.decode(datagram)
  local bytes = check.bytes("decode", 1, datagram)
  local operation = check.unpack(">I2", bytes)
  local message, problem = {op = NAMES[operation]}, nil
  if not message.op then
    return nil, "no TFTP packet: " .. (operation and "operation " .. operation or check.length(#bytes))
  end
  if operation <= 2 then
    local file, mode, position = match(bytes, "^([^\0]+)\0([^\0]+)\0()", 3)
    if not file then return nil, "no TFTP packet: the request is not complete" end
    message.file, message.mode = file, lower(mode)
    message.options, problem = decode_options(bytes, position)
  elseif operation == 6 then
    message.options, problem = decode_options(bytes, 3)
  else
    local number = check.unpack(">I2", bytes, 3)
    if not number then return nil, "no TFTP packet: " .. message.op .. " of " .. #bytes .. " bytes" end
    if operation == 3 then
      message.data = sub(bytes, 5)
    elseif operation == 5 then
      message.code, message.message = number, match(bytes, "^[^\0]*", 5)
      return message
    elseif #bytes > 4 then
      return nil, "no TFTP packet: ACK of " .. #bytes .. " bytes"
    end
    message.block = number
  end
  if problem then return nil, problem end
  return message
end

function tftp.probe(options)
  options = check.options(options, tftp.options)
  local file = check.unescape(options.path or "")
  local has_file = file ~= ""
  if not has_file then file = format("moonwire-%08x", random(0, 0xFFFFFFFF)) end
  local expected = options.error and check.integer("probe", options, "error", 0, 65535)
  local size = options.blksize and check.integer("probe", options, "blksize", 8, 65464)
  local content = check.content(options)
  if #file > 450 or find(file, "\0", 1, true) then check.fail("probe", 1, "path: not a name of a file") end
  if not has_file and (expected or options.text or options.pattern) then
    check.fail("probe", 1, "the target has no path, so no file can be expected")
  end
  local question = tftp.encode {op = "RRQ", file = file, options = {blksize = size or nil}}
  local block_size, rounds = 512, 0
  local exchange = {any_port = true}

  function exchange.request()
    rounds = 0
    return question
  end

  local function check_error(message)
    local code = message.code
    local meaning = message.message ~= "" and printable(message.message) or ERRORS[code] or "without a text"
    local text = "error " .. code .. ", " .. meaning
    local fields = {error = code, message = message.message}
    if has_file and code ~= expected then return "different", text, fields end
    return "matched", text, fields
  end

  -- Judges the first block. The last datagram ends the transfer, because the server would otherwise repeat the block.
  local function check_data(message)
    local is_whole = #message.data < block_size
    local fields = {size = #message.data, is_whole = is_whole}
    local text = check.length(#message.data) .. " in the first block" .. (is_whole and ", the whole file" or "")
    local next = is_whole and tftp.encode {op = "ACK", block = 1}
      or tftp.encode {op = "ERROR", code = 0, message = "the first block is enough"}
    local missing = content(message.data)
    if expected then return "different", text .. ", without error " .. expected, fields, next end
    if missing then return "different", text .. ", " .. missing, fields, next end
    return "matched", text, fields, next
  end

  function exchange.check(datagram)
    datagram = check.bytes("check", 1, datagram)
    local message, problem = tftp.decode(datagram)
    if not message then return "different", problem, {} end
    local operation = message.op
    if operation == "ERROR" then return check_error(message) end
    if operation == "DATA" and message.block == 1 then return check_data(message) end
    if operation == "OACK" and size and rounds < 4 then -- the server repeats a lost OACK, but not forever
      rounds, block_size = rounds + 1, check.digits(message.options.blksize) or 512
      return "continue", "options accepted", {options = message.options}, tftp.encode {op = "ACK", block = 0}
    end
    if datagram == question then return "different", "the request came back", {} end
    return "unrelated", "a packet that does not answer a read request: " .. operation, {}
  end

  return exchange
end

return tftp
