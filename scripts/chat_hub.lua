#!/usr/bin/env moonwire
-- A chat: one hub that passes what a member says to all the others, and forgets members who are silent for long.
-- Members send JOIN name, SAY text and LEAVE; a silent member sends an empty datagram now and then to stay.
-- Run it with: moonwire scripts/chat_hub.lua [ADDRESS:PORT]     (with an endpoint, it serves until SIGTERM or Ctrl+C)

local time = require "time"

local SILENCE <const> = 60 -- seconds until a member is forgotten

local function hub(sock)
  local members = {} -- by endpoint: name, address, port, last

  local function tell_others(sender, text)
    local span = byte_span.append(text)
    for key, member in pairs(members) do
      if key ~= sender then sock:send_to(span, member.address, member.port) end
    end
  end

  local function leave(key, how)
    local name = members[key].name
    members[key] = nil
    tell_others(key, "* " .. name .. " " .. how)
  end

  local forgetful = spawn(function()
    while true do
      time.sleep(SILENCE / 4)
      local now = time.steady_clock.now()
      local gone = {}
      for key, member in pairs(members) do
        if now - member.last > SILENCE then gone[#gone + 1] = key end
      end
      for _, key in ipairs(gone) do
        if members[key] then leave(key, "fell silent") end
      end
    end
  end)
  scope_cleanup_push(function() forgetful:interrupt() end)

  local buf = byte_span.new(1024)
  while true do
    local count, address, port = sock:receive_from(buf)
    local key = ip.tostring(address, port)
    local word, rest = tostring(buf:slice(1, count)):match("^(%u*) ?(.*)$")
    local member = members[key]
    if member then member.last = time.steady_clock.now() end
    if word == "JOIN" and not member then
      members[key] = {name = rest, address = address, port = port, last = time.steady_clock.now()}
      sock:send_to(byte_span.append("* welcome, " .. rest), address, port)
      tell_others(key, "* " .. rest .. " joins")
    elseif word == "SAY" and member then
      tell_others(key, member.name .. ": " .. rest)
    elseif word == "LEAVE" and member then
      leave(key, "leaves")
    end
  end
end

local function bound(address, port)
  local sock = ip.udp.socket.new()
  sock:open(address)
  sock:bind(address, port)
  return sock
end

if ... then
  local system = require "system"
  local server = spawn(hub, bound(ip.toendpoint((...))))
  local signals <close> = system.signal.set.new(system.signal.SIGTERM, system.signal.SIGINT)
  signals:wait()
  server:interrupt()
  return
end

-- The demonstration: three members on three sockets of their own.
local sock = bound(ip.address.loopback_v4(), 0)
local server = spawn(hub, sock)
local buf = byte_span.new(1024)

local function member(name)
  local own = ip.udp.socket.new()
  own:connect(sock.local_address, sock.local_port)
  return {
    say = function(text) own:send(byte_span.append(text)) end,
    hear = function() print(name .. " hears  " .. tostring(buf:slice(1, own:receive(buf)))) end,
  }
end

local ada, bob, eve = member("ada"), member("bob"), member("eve")
ada.say("JOIN ada")
ada.hear()
bob.say("JOIN bob")
bob.hear()
ada.hear()
eve.say("SAY I am not here") -- who has not joined is not passed on
ada.say("SAY hello")
bob.hear()
bob.say("LEAVE")
ada.hear()
server:interrupt()
