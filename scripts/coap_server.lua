#!/usr/bin/env moonwire
-- A CoAP server (RFC 7252) with a few resources that can be read and written, and a list of them.
-- Run it with: moonwire scripts/coap_server.lua [ADDRESS:PORT]
-- Then ask it: coap-client coap://ADDRESS:PORT/time
-- Without arguments, it asks itself a few questions.
-- Each datagram is hostile: answers and empty messages start nothing. A request that is repeated gets the first answer
-- again, and is not carried out a second time. The server limits the values that clients store.

local time, coap = require "time", require "moonwire.proto.coap"

local REMEMBER <const>, KNOWN <const>, LONGEST <const> = 247, 1000, 1024 -- seconds (RFC 7252, 4.8.2), answers, bytes
local TEXT <const>, LINKS <const> = 0, 40 -- numbers of content formats

local note = "nothing yet"
local resources = {
  time = {GET = function() return "2.05", os.date("!%Y-%m-%dT%H:%M:%SZ") end},
  note = {
    GET = function() return "2.05", note end,
    PUT = function(payload)
      if #payload > LONGEST then return "4.13" end
      note = payload
      return "2.04"
    end,
  },
}
resources[".well-known/core"] = {GET = function() return "2.05", "</time>,</note>", LINKS end} -- RFC 6690

-- Returns a code, a payload and its format.
local function respond(request)
  for _, option in ipairs(request.options) do
    -- An option with an odd number must be understood. Those for the server's own name and port say nothing new.
    local name = option[1]
    if math.type(name) == "integer" and name % 2 == 1 or name == "Proxy-Uri" or name == "Proxy-Scheme" then
      return "4.02"
    end
  end
  local resource = resources[request.path]
  if not resource then return "4.04" end
  local method = resource[request.code]
  if not method then return "4.05" end
  return method(request.payload)
end

local answers, order = {}, {} -- answers by client and ID, and their keys from the oldest to the newest

-- Returns the answer to a datagram, or nil.
local function answer_to(datagram, client)
  local request = coap.decode(datagram)
  if not request then return nil end
  if request.code == "0.00" then -- a ping, or an acknowledgement
    return request.type == "CON" and coap.encode {type = "RST", code = "0.00", id = request.id} or nil
  end
  if request.code:match("^[2-5]%.") then -- an answer that nobody has asked for
    return request.type == "CON" and coap.encode {type = "RST", code = "0.00", id = request.id} or nil
  end
  if request.type ~= "CON" and request.type ~= "NON" then return nil end
  local key, now = client .. " " .. request.id, time.steady_clock.now()
  while order[1] and (#order >= KNOWN or (now - answers[order[1]].at) > REMEMBER) do
    answers[table.remove(order, 1)] = nil
  end
  if not answers[key] then
    local code, payload, format = respond(request)
    answers[key] = {at = now, bytes = coap.encode {
      type = request.type == "CON" and "ACK" or "NON", code = code, id = request.id, token = request.token,
      options = payload and {{"Content-Format", format or TEXT}}, payload = payload,
    }}
    order[#order + 1] = key
  end
  return answers[key].bytes
end

local function serve(sock)
  local buf = byte_span.new(1500)
  while true do
    local count, address, port = sock:receive_from(buf)
    local ok, answer = pcall(answer_to, buf:slice(1, count), ip.tostring(address, port))
    if ok and answer then pcall(sock.send_to, sock, byte_span.append(answer), address, port) end
  end
end

local endpoint = ...
local address, port = ip.address.loopback_v4(), 0
if endpoint then address, port = ip.toendpoint(endpoint) end
local sock = ip.udp.socket.new()
sock:open(address)
sock:bind(address, port)
if endpoint then
  print("listening at " .. ip.tostring(sock.local_address, sock.local_port))
  return serve(sock)
end

local server = spawn(serve, sock)
scope_cleanup_push(function() server:interrupt() end)
local client, buf = ip.udp.socket.new(), byte_span.new(1500)
client:connect(sock.local_address, sock.local_port)
for id, question in ipairs {{"GET", "note"}, {"PUT", "note", "buy milk"}, {"GET", "note"}, {"DELETE", "note"},
  {"GET", "nothing"}} do
  local method, path, payload = table.unpack(question)
  client:send(byte_span.append(coap.encode {
    type = "CON", code = method, id = id, token = "t", options = {{"Uri-Path", path}}, payload = payload,
  }))
  local answer = coap.decode(buf:slice(1, client:receive(buf)))
  print(method, path, answer.code, answer.payload)
end
