#!/usr/bin/env moonwire
-- A name server for one zone (RFC 1035): records, aliases, names that do not exist, and answers that are too long.
-- Run it with: moonwire scripts/dns_server.lua [ADDRESS:PORT]
-- Then ask it: dig @ADDRESS -p PORT www.example.com
-- Without arguments, it asks itself a few questions.
-- Each datagram is hostile: an answer gets no answer, because two servers might answer each other for ever. An answer
-- has at most 1232 bytes, and at most 512 if the client does not allow more. The address of a question may be forged,
-- and an answer can be longer than its question. So limit the rate for each address on the open network.

local dns = require "moonwire.proto.dns"

local ZONE <const>, TTL <const>, LONGEST <const> = "example.com", 300, 1232
local SOA <const> = {
  name = ZONE, type = "SOA", ttl = TTL, value = "ns.example.com hostmaster.example.com 1 7200 900 604800 300",
}
local RECORDS <const> = { -- name, type, value
  {ZONE, "A", "192.0.2.1"},
  {ZONE, "AAAA", "2001:db8::1"},
  {ZONE, "NS", "ns.example.com"},
  {ZONE, "MX", "10 mail.example.com"},
  {"ns.example.com", "A", "192.0.2.53"},
  {"mail.example.com", "A", "192.0.2.25"},
  {"mail.example.com", "A", "192.0.2.26"},
  {"www.example.com", "CNAME", ZONE},
}
for i = 1, 40 do RECORDS[#RECORDS + 1] = {"many.example.com", "TXT", ('"this is line %d of many"'):format(i)} end

local names = {[ZONE] = {SOA}} -- lists of records, by name in lower case
for _, record in ipairs(RECORDS) do
  local name, kind, value = table.unpack(record)
  names[name] = names[name] or {}
  table.insert(names[name], {name = name, type = kind, ttl = TTL, value = value})
end

-- Returns the code, the answers and the authorities for a question.
local function look_up(question)
  local name, answers = question.name:lower(), {}
  if name ~= ZONE and name:sub(-#ZONE - 1) ~= "." .. ZONE or question.class ~= "IN" then return "REFUSED", {}, {} end
  for _ = 1, 8 do -- aliases may form a circle
    local alias
    for _, record in ipairs(names[name] or {}) do
      if record.type == question.type or record.type == "CNAME" or question.type == "ANY" then
        answers[#answers + 1] = record
        alias = record.type == "CNAME" and question.type ~= "CNAME" and record.value:lower() or alias
      end
    end
    if not alias then break end
    name = alias
  end
  local code = (names[name] or #answers > 0) and "NOERROR" or "NXDOMAIN"
  return code, answers, #answers == 0 and {SOA} or {} -- resolvers cache an empty answer for the SOA's time
end

-- Returns the bytes of the answer to a datagram, or nil if it gets none.
local function answer_to(datagram)
  local question = dns.decode(datagram)
  if not question then
    -- FORMERR needs the ID, which is in the first two bytes, and a datagram that is not an answer itself.
    if #datagram < 12 or datagram:byte(3) & 0xF8 ~= 0 then return nil end
    return dns.encode {id = (string.unpack(">I2", datagram)), response = true, rcode = "FORMERR"}
  end
  if question.response then return nil end
  local answer = {
    id = question.id, response = true, opcode = question.opcode, rd = question.rd, aa = true,
    questions = question.questions, edns = question.edns and {size = LONGEST},
  }
  if question.opcode ~= 0 then
    answer.rcode = "NOTIMP"
  elseif #question.questions ~= 1 then
    answer.rcode = "FORMERR"
  else
    answer.rcode, answer.answers, answer.authorities = look_up(question.questions[1])
    answer.aa = answer.rcode ~= "REFUSED"
  end
  local bytes = dns.encode(answer)
  if #bytes > math.min(LONGEST, math.max(512, question.edns and question.edns.size or 512)) then
    answer.tc, answer.answers, answer.authorities = true, {}, {} -- the client asks again over TCP, if it wants to
    bytes = dns.encode(answer)
  end
  return bytes
end

local function serve(sock)
  local buf = byte_span.new(4096)
  while true do
    local count, address, port = sock:receive_from(buf)
    local ok, answer = pcall(answer_to, tostring(buf:slice(1, count)))
    -- A send fails if there is no way to the client. The server continues.
    if ok and answer then pcall(sock.send_to, sock, byte_span.append(answer), address, port) end
  end
end

local endpoint = ...
local address, port = ip.address.loopback_v4(), 0
if endpoint then address, port = ip.toendpoint(endpoint) end
local sock = ip.udp.socket.new()
sock:open(address)
sock:set_option("receive_buffer_size", 1 << 20) -- the kernel queues the questions of a burst
sock:bind(address, port)
if endpoint then
  print("listening at " .. ip.tostring(sock.local_address, sock.local_port))
  return serve(sock)
end

local server = spawn(serve, sock)
scope_cleanup_push(function() server:interrupt() end)
local client, buf = ip.udp.socket.new(), byte_span.new(LONGEST)
client:connect(sock.local_address, sock.local_port)
for _, question in ipairs {{"WWW.Example.com", "AAAA"}, {"mail.example.com", "A"}, {"nobody.example.com", "A"},
  {"many.example.com", "TXT"}, {"example.org", "A"}} do
  local exchange = dns.probe {path = question[1], type = question[2], rcode = {"NOERROR", "NXDOMAIN", "REFUSED"}}
  client:send(byte_span.append(exchange.request(1)))
  local _, text = exchange.check(tostring(buf:slice(1, client:receive(buf))))
  print(question[1], text)
end
