#!/usr/bin/env moonwire
-- A DNS client (RFC 1035): sends a question, repeats it until an answer arrives, and prints the records.
-- Without arguments, it asks its own small name server on the loopback interface.
-- Run it with: moonwire scripts/dns_lookup.lua [NAME [ADDRESS:PORT]]
-- Each datagram is hostile: an answer must come from the server, with our ID and our question. Names are escaped.

local time, dns = require "time", require "moonwire.proto.dns"

local function lookup(name, kind, server, port)
  local sock <close> = ip.udp.socket.new()
  sock:connect(server, port) -- from now on, only this server's datagrams are received
  local buf = byte_span.new(1232)
  local question = {id = math.random(0, 0xFFFF), rd = true, questions = {{name = name, type = kind, class = "IN"}}}
  local bytes = byte_span.append(dns.encode(question))

  local function is_answer(message)
    local asked = message and message.questions[1]
    return message and message.response and message.opcode == 0 and message.id == question.id
      and #message.questions == 1 and asked.name:lower() == name:lower() and asked.type == kind and asked.class == "IN"
  end

  for attempt = 1, 3 do
    sock:send(bytes)
    local ok, answer = pcall(time.with_timeout, attempt, function()
      while true do
        local message = dns.decode(buf:slice(1, sock:receive(buf)))
        if is_answer(message) then return message end -- other datagrams may be forged, so the wait continues
      end
    end)
    if ok then return answer end
    if answer.symbol ~= "ETIMEDOUT" then error(answer, 0) end
  end
  error(ip.tostring(server, port) .. " does not answer", 0)
end

-- Returns the answer to a question about one of two names, or nil. scripts/dns_server.lua is a whole server.
local function reply(datagram)
  local question = dns.decode(datagram)
  local asked = question and question.questions[1]
  -- An answer to an answer might never end.
  if not asked or question.response or question.opcode ~= 0 or #question.questions > 1 then return nil end
  local name, records = asked.name:lower(), {}
  if name == "www.example.com" then
    records[1] = {name = asked.name, type = "CNAME", ttl = 60, value = "example.com"}
  elseif name ~= "example.com" then
    return dns.encode {id = question.id, response = true, questions = question.questions, rcode = "NXDOMAIN"}
  end
  local value = ({A = "192.0.2.1", AAAA = "2001:db8::1"})[asked.type]
  if value then records[#records + 1] = {name = "example.com", type = asked.type, ttl = 300, value = value} end
  return dns.encode {id = question.id, response = true, questions = question.questions, answers = records}
end

-- It ignores the first question, as if the network had lost it.
local function fake_server(sock)
  local buf = byte_span.new(512)
  sock:receive(buf)
  while true do
    local count, addr, port = sock:receive_from(buf)
    local ok, answer = pcall(reply, buf:slice(1, count))
    if ok and answer then pcall(sock.send_to, sock, byte_span.append(answer), addr, port) end
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
  scope_cleanup_push(function() server:interrupt() end) -- otherwise it would wait for questions forever
end

for _, kind in ipairs {"A", "AAAA"} do
  local answer = lookup(name or "www.example.com", kind, address, port)
  if answer.rcode ~= "NOERROR" then print("the server says: " .. answer.rcode) end
  for _, record in ipairs(answer.answers) do print(record.name, record.ttl, record.value) end
end
