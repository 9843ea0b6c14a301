#!/usr/bin/env moonwire
-- A chat: one hub that passes a member's messages to all the others, and forgets members who are silent for long.
-- Run it with: moonwire scripts/chat_hub.lua [ADDRESS:PORT]     (with an endpoint, it serves until a signal ends it)
-- Each datagram is hostile: it must carry the token that the hub sent to its endpoint, so that a forged address can
-- neither join nor speak. The answer to a stranger is shorter than its request. Members, texts and rates are limited.
-- Members send: JOIN token name, SAY token text, STAY token, LEAVE token. A stranger sends 16 zeros as its token.

local time = require "time"

local SILENCE <const>, MEMBERS <const>, EACH_ADDRESS <const>, STRANGERS <const> = 60, 64, 8, 4096
local LONGEST <const> = 512 -- bytes of a datagram
local RATE <const>, BURST <const> = 5, 10 -- datagrams of a member: per second, and at once
local NO_TOKEN <const> = ("0"):rep(16)

-- Returns a function that returns the token of an endpoint. If there are too many endpoints, a random one is forgotten.
-- So a flood from forged addresses needs thousands of datagrams for each endpoint that it keeps from joining.
local function tokens()
  local random = io.open("/dev/urandom", "rb") -- without it, tokens can be guessed: use another source
  local token_of, endpoints = {}, {}
  return function(endpoint)
    if not token_of[endpoint] then
      local place = #endpoints < STRANGERS and #endpoints + 1 or math.random(STRANGERS)
      if endpoints[place] then token_of[endpoints[place]] = nil end
      endpoints[place] = endpoint
      token_of[endpoint] = string.format("%016x", random and string.unpack("j", random:read(8)) or math.random(0))
    end
    return token_of[endpoint]
  end
end

local function hub(sock)
  local members, token_of = {}, tokens() -- members by endpoint: name, token, address, port, last, credit

  local function send(text, address, port) return pcall(sock.send_to, sock, byte_span.append(text), address, port) end

  local leave
  local function tell_others(sender, text)
    for endpoint, member in pairs(members) do
      local sent = endpoint == sender or send(text, member.address, member.port)
      if not sent then leave(endpoint, "is gone") end -- only this member
    end
  end

  function leave(endpoint, how)
    local name = members[endpoint].name
    members[endpoint] = nil
    tell_others(endpoint, "* " .. name .. " " .. how)
  end

  -- Returns the reason why nobody can join by this name from this address, or nil.
  local function obstacle(name, address)
    local all, here = 0, 0
    for _, member in pairs(members) do
      if member.name == name then return "* the name is taken" end
      all, here = all + 1, here + (member.address == address and 1 or 0)
    end
    if all >= MEMBERS or here >= EACH_ADDRESS then return "* the hub is full" end
  end

  local function on_stranger(endpoint, name, address, port, now)
    local problem = obstacle(name, address)
    if problem then return send(problem, address, port) end
    send("* welcome, " .. name, address, port)
    members[endpoint] = {
      name = name, token = token_of(endpoint), address = address, port = port, last = now, credit = BURST,
    }
    tell_others(endpoint, "* " .. name .. " joins")
  end

  local function on_member(endpoint, member, word, text, now)
    member.credit, member.last = math.min(BURST, member.credit + (now - member.last) * RATE), now
    if member.credit < 1 then return end
    member.credit = member.credit - 1
    if word == "SAY" then tell_others(endpoint, member.name .. ": " .. text) end
    if word == "LEAVE" then leave(endpoint, "leaves") end
    -- the first welcome was lost
    if word == "JOIN" then send("* welcome, " .. member.name, member.address, member.port) end
  end

  local buf, swept = byte_span.new(LONGEST + 1), time.steady_clock.now()
  while true do
    local count, address, port = sock:receive_from(buf)
    local endpoint, now = ip.tostring(address, port), time.steady_clock.now()
    if now - swept > SILENCE / 4 then
      for other, member in pairs(members) do
        if now - member.last > SILENCE then leave(other, "fell silent") end
      end
      swept = now
    end
    local word, token, text = tostring(buf:slice(1, count)):match("^(%u+) (%x+) ?(.*)$")
    local member = members[endpoint]
    if count > LONGEST or not word or #token ~= 16 then -- not a datagram of this protocol
    elseif member and token == member.token then
      on_member(endpoint, member, word, text, now)
    elseif word == "JOIN" and #text <= 16 and text:find("^[%w_-]+$") then
      local right = member and member.token or token_of(endpoint)
      if token ~= right then
        send("TOKEN " .. right, address, port) -- 22 bytes; the request has at least 23
      else
        on_stranger(endpoint, text, address, port, now)
      end
    end
  end
end

local function bound(address, port)
  local sock = ip.udp.socket.new()
  sock:open(address)
  sock:bind(address, port)
  return sock
end

if ... then return hub(bound(ip.toendpoint((...)))) end -- a hub that fails ends the process with its error

-- The demonstration: three members with their own sockets.
local sock = bound(ip.address.loopback_v4(), 0)
local server = spawn(hub, sock)
scope_cleanup_push(function() server:interrupt() end)

local function member(name)
  local own, buf, token = ip.udp.socket.new(), byte_span.new(LONGEST + 32), NO_TOKEN
  own:connect(sock.local_address, sock.local_port) -- receives from the hub only
  local function say(word, text) own:send(byte_span.append(word, " ", token, " ", text)) end
  local function hear() return tostring(buf:slice(1, own:receive(buf))) end
  local function join()
    say("JOIN", name)
    token = hear():match("^TOKEN (%x+)$") or error("this is not a hub")
    say("JOIN", name)
  end
  return {join = join, say = say, hear = function() print(name .. " hears  " .. byte_span.printable(hear())) end}
end

local ada, bob, eve = member("ada"), member("bob"), member("eve")
ada.join()
ada.hear()
bob.join()
bob.hear()
ada.hear()
eve.say("SAY", "I am not here") -- the hub does not pass on a stranger's message
ada.say("SAY", "hello")
bob.hear()
bob.say("LEAVE", "")
ada.hear()
