#!/usr/bin/env moonwire
-- A DNS client from scratch (RFC 1035): encodes a question, sends it again while no answer comes, decodes the answer.
-- Without arguments it asks a small name server of its own, on the loopback interface.
-- Run it with: moonwire scripts/dns_lookup.lua [NAME [ADDRESS:PORT]]
-- Each datagram is hostile: an answer has to come from the server, with our ID and our question; labels, pointers and
-- records stay within their bounds; names are escaped. The demo server answers questions only, and drops what it cannot read.

local time = require "time"

local TYPE <const> = {A = 1, CNAME = 5, AAAA = 28}
local IN <const>, RECURSION_DESIRED <const>, RESPONSE <const>, OPCODE <const> = 1, 0x0100, 0x8000, 0x7800
local HEADER <const> = ">I2I2I2I2I2I2" -- id, flags, and the number of questions, answers, authorities, additionals

local function encode_name(name)
  local labels = {}
  for label in name:gmatch("[^.]+") do
    if #label > 63 then error("a label is longer than 63 bytes", 0) end
    labels[#labels + 1] = string.pack("s1", label)
  end
  local encoded = table.concat(labels) .. "\0"
  return #encoded <= 255 and encoded or error("the name is longer than 255 bytes", 0)
end

-- A name ends with an empty label, or with a pointer to an earlier place where the rest of it stands. What a label holds is
-- any bytes: the name is a text that is safe to print.
local function decode_name(message, position)
  local labels, size, limit, after = {}, 1, position, nil
  while true do
    local length = message[position]
    if length == 0 then return table.concat(labels, "."), after or position + 1 end
    if length >= 0xC0 then
      after = after or position + 2
      position = (message:unpack(">I2", position) & 0x3FFF) + 1
      if position >= limit then error("a pointer that does not lead back") end -- so there is no loop
      limit = position
    else
      size = size + 1 + length
      if length > 63 or size > 255 then error("a label or a name that is too long") end
      local label
      label, position = message:unpack("s1", position)
      labels[#labels + 1] = byte_span.printable(label):gsub("%.", "\\x2e")
    end
  end
end

local function encode_question(id, name, kind)
  return byte_span.pack(HEADER, id, RECURSION_DESIRED, 1, 0, 0, 0):append(encode_name(name), string.pack(">I2I2", kind, IN))
end

local function decode_answer(message, question)
  local id, flags, questions, count = message:unpack(HEADER)
  local given, asked = tostring(message:slice(13, #question)), tostring(question:slice(13))
  if #message < #question or id ~= question:unpack(">I2") or flags & (RESPONSE | OPCODE) ~= RESPONSE or questions ~= 1
    or given:lower() ~= asked:lower() then error("this answers another question") end
  local records, position = {}, #question + 1
  for i = 1, count do
    local record, length = {}, nil
    record.name, position = decode_name(message, position)
    record.kind, record.class, record.ttl, length, position = message:unpack(">I2I2I4I2", position)
    local after = position + length
    if after > #message + 1 then error("a record without its end") end
    local data = message:slice(position, after - 1)
    if record.kind == TYPE.A and length == 4 then
      record.value = string.format("%d.%d.%d.%d", data:unpack("BBBB"))
    elseif record.kind == TYPE.AAAA and length == 16 then
      record.value = tostring(ip.address.new(string.format("%x:%x:%x:%x:%x:%x:%x:%x", data:unpack(">I2I2I2I2I2I2I2I2"))))
    elseif record.kind == TYPE.CNAME then
      record.value = decode_name(message:slice(1, after - 1), position)
    else
      record.value = "type " .. record.kind
    end
    records[i], position = record, after
  end
  return {code = flags & 0xF, records = records}
end

local function lookup(name, kind, server, port)
  local sock <close> = ip.udp.socket.new()
  sock:connect(server, port) -- from now on only this server's datagrams are received
  local id, buf = math.random(0, 0xFFFF), byte_span.new(1232)
  local question = encode_question(id, name, kind)
  for attempt = 1, 3 do
    sock:send(question)
    local ok, answer = pcall(time.with_timeout, attempt, function()
      while true do
        local decoded, answer = pcall(decode_answer, buf:slice(1, sock:receive(buf)), question)
        if decoded then return answer end -- anything else may be forged: the answer is still waited for
      end
    end)
    if ok then return answer end
    if answer.symbol ~= "ETIMEDOUT" then error(answer, 0) end
  end
  error(ip.tostring(server, port) .. " does not answer", 0)
end

-- The answer to a question about one of two names, or nil for what is no question.
local function reply(message)
  local id, flags, questions = message:unpack(">I2I2I2")
  if flags & (RESPONSE | OPCODE) ~= 0 or questions ~= 1 then return nil end -- an answer to an answer might have no end
  local name, after = decode_name(message, 13)
  local kind, class, position = message:unpack(">I2I2", after)
  name = name:lower()
  local known, records, pointer = name == "www.example.com" or name == "example.com", {}, "\xC0\x0C" -- the name at offset 12
  if known and class == IN then
    if name == "www.example.com" then
      records[1] = pointer .. string.pack(">I2I2I4s2", TYPE.CNAME, IN, 60, encode_name("example.com"))
      pointer = encode_name("example.com")
    end
    local data = kind == TYPE.A and "\192\0\2\1" or kind == TYPE.AAAA and string.pack(">I8I8", 0x20010DB800000000, 1)
    if data then records[#records + 1] = pointer .. string.pack(">I2I2I4s2", kind, IN, 300, data) end
  end
  local header = byte_span.pack(HEADER, id, RESPONSE | RECURSION_DESIRED | (known and 0 or 3), 1, #records, 0, 0)
  return header:append(message:slice(13, position - 1), table.concat(records))
end

-- It ignores the first question, as if the network had lost it. An answer can be four times as long as its question: on the
-- open network, limit the rate for each address.
local function fake_server(sock)
  local buf = byte_span.new(512)
  sock:receive(buf)
  while true do
    local count, addr, port = sock:receive_from(buf)
    local ok, answer = pcall(reply, buf:slice(1, count))
    if ok and answer then pcall(sock.send_to, sock, answer, addr, port) end
  end
end

local name, endpoint = ...
local address, port
if endpoint then
  address, port = ip.toendpoint(endpoint)
else
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind(ip.address.loopback_v4(), 0)
  address, port = sock.local_address, sock.local_port
  local server = spawn(fake_server, sock)
  scope_cleanup_push(function() server:interrupt() end) -- it would wait for questions for ever
end

for _, kind in ipairs {TYPE.A, TYPE.AAAA} do
  local answer = lookup(name or "www.example.com", kind, address, port)
  if answer.code ~= 0 then print("the server says: error " .. answer.code) end
  for _, record in ipairs(answer.records) do print(record.name, record.ttl, record.value) end
end
