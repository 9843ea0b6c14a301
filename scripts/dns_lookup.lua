#!/usr/bin/env moonwire
-- A DNS client from scratch (RFC 1035): encodes a question, sends it again while no answer comes, decodes the answer.
-- Without arguments it asks a small name server of its own, on the loopback interface.
-- Run it with: moonwire scripts/dns_lookup.lua [NAME [ADDRESS:PORT]]

local time = require "time"

local TYPE <const> = {A = 1, CNAME = 5, AAAA = 28}
local IN <const>, RECURSION_DESIRED <const>, RESPONSE <const> = 1, 0x0100, 0x8000
local HEADER <const> = ">I2I2I2I2I2I2" -- id, flags, and the number of questions, answers, authorities, additionals

local function encode_name(name)
  local labels = {}
  for label in name:gmatch("[^.]+") do labels[#labels + 1] = string.pack("s1", label) end
  return table.concat(labels) .. "\0"
end

-- A name ends with an empty label, or with a pointer to where the rest of it stands in the datagram.
local function decode_name(message, position)
  local labels, after = {}, nil
  for _ = 1, 128 do -- a pointer that leads back to itself must not keep us here
    local length = message[position]
    if length == 0 then return table.concat(labels, "."), after or position + 1 end
    if length >= 0xC0 then
      after = after or position + 2
      position = (message:unpack(">I2", position) & 0x3FFF) + 1
    else
      labels[#labels + 1], position = message:unpack("s1", position)
    end
  end
  error("a name without an end")
end

local function encode_question(id, name, kind)
  return byte_span.pack(HEADER, id, RECURSION_DESIRED, 1, 0, 0, 0):append(encode_name(name), string.pack(">I2I2", kind, IN))
end

local function decode_answer(message)
  local id, flags, questions, answers, _, _, position = message:unpack(HEADER)
  for _ = 1, questions do
    local _, after = decode_name(message, position)
    position = after + 4
  end
  local records = {}
  for i = 1, answers do
    local record = {}
    record.name, position = decode_name(message, position)
    local length
    record.kind, record.class, record.ttl, length, position = message:unpack(">I2I2I4I2", position)
    if record.kind == TYPE.A then
      record.value = string.format("%d.%d.%d.%d", message:unpack("BBBB", position))
    elseif record.kind == TYPE.AAAA then
      record.value = tostring(ip.address.new(string.format("%x:%x:%x:%x:%x:%x:%x:%x", message:unpack(">I2I2I2I2I2I2I2I2", position))))
    elseif record.kind == TYPE.CNAME then
      record.value = decode_name(message, position)
    else
      record.value = "type " .. record.kind
    end
    records[i], position = record, position + length
  end
  return {id = id, is_response = flags & RESPONSE ~= 0, code = flags & 0xF, records = records}
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
        -- What does not decode, or answers another question, is somebody else's: we wait on.
        local decoded, answer = pcall(decode_answer, buf:slice(1, sock:receive(buf)))
        if decoded and answer.is_response and answer.id == id then return answer end
      end
    end)
    if ok then return answer end
    if answer.symbol ~= "ETIMEDOUT" then error(answer, 0) end
  end
  error(ip.tostring(server, port) .. " does not answer", 0)
end

-- A name server that knows two records. It ignores the first question, as if the network had lost it.
local function fake_server(sock)
  local buf = byte_span.new(512)
  sock:receive(buf)
  while true do
    local count, addr, port = sock:receive_from(buf)
    local id = buf:unpack(">I2")
    local name, after = decode_name(buf, 13)
    local kind = buf:unpack(">I2", after)
    local pointer = "\xC0\x0C" -- the name that stands in the question, at offset 12
    local records = {}
    if name == "www.example.com" then
      records[1] = pointer .. string.pack(">I2I2I4s2", TYPE.CNAME, IN, 60, encode_name("example.com"))
      pointer = encode_name("example.com")
    end
    if kind == TYPE.A then
      records[#records + 1] = pointer .. string.pack(">I2I2I4s2", kind, IN, 300, "\192\0\2\1")
    else
      records[#records + 1] = pointer .. string.pack(">I2I2I4s2", kind, IN, 300, string.pack(">I8I8", 0x20010DB800000000, 1))
    end
    local header = byte_span.pack(HEADER, id, RESPONSE | RECURSION_DESIRED, 1, #records, 0, 0)
    sock:send_to(header:append(buf:slice(13, count), table.concat(records)), addr, port)
  end
end

local name, endpoint = ...
local server, address, port
if endpoint then
  address, port = ip.toendpoint(endpoint)
else
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind(ip.address.loopback_v4(), 0)
  address, port = sock.local_address, sock.local_port
  server = spawn(fake_server, sock)
end

for _, kind in ipairs {TYPE.A, TYPE.AAAA} do
  local answer = lookup(name or "www.example.com", kind, address, port)
  if answer.code ~= 0 then print("the server says: error " .. answer.code) end
  for _, record in ipairs(answer.records) do print(record.name, record.ttl, record.value) end
end

if server then server:interrupt() end -- it would wait for questions for ever
