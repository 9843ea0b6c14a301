#!/usr/bin/env moonwire
-- A chat: one hub that passes what a member says to all the others, and forgets members who are silent for long.
-- Run it with: moonwire scripts/chat_hub.lua [ADDRESS:PORT]     (with an endpoint, it serves until SIGTERM or Ctrl+C)
-- Each datagram is hostile: all of them carry the token that the hub sent to their address, so that a forged address neither
-- joins nor speaks; the answer to a stranger is shorter than its request; members, texts and rates are bounded.
-- Members send: JOIN token name, SAY token text, STAY token, LEAVE token. Who has no token yet sends 16 zeros for it.

local time = require "time"

local SILENCE <const>, MEMBERS <const>, EACH_ADDRESS <const> = 60, 64, 8
local LONGEST <const>, RATE <const>, BURST <const> = 512, 5, 10 -- bytes of a datagram; datagrams a second of a member
local NO_TOKEN <const> = ("0"):rep(16)

-- SipHash-2-4: only who knows the key can tell the hash of a text. So the hub keeps nothing for an address without a member.
local function siphash(k0, k1, text)
  local a, b, c, d = k0 ~ 0x736f6d6570736575, k1 ~ 0x646f72616e646f6d, k0 ~ 0x6c7967656e657261, k1 ~ 0x7465646279746573
  local function rotate(x, n) return x << n | x >> (64 - n) end
  local function mix(rounds)
    for _ = 1, rounds do
      a, c = a + b, c + d
      b, d = rotate(b, 13) ~ a, rotate(d, 16) ~ c
      a = rotate(a, 32)
      c, a = c + b, a + d
      b, d = rotate(b, 17) ~ c, rotate(d, 21) ~ a
      c = rotate(c, 32)
    end
  end
  local padded = text .. ("\0"):rep(7 - #text % 8) .. string.char(#text & 0xFF)
  for i = 1, #padded, 8 do
    local word = string.unpack("<i8", padded, i)
    d = d ~ word
    mix(2)
    a = a ~ word
  end
  c = c ~ 0xFF
  mix(4)
  return a ~ b ~ c ~ d
end

local function secret()
  local file <close> = io.open("/dev/urandom", "rb")
  if file then return string.unpack("jj", file:read(16)) end
  return math.random(0), math.random(0) -- can be guessed: where there is no /dev/urandom, give a secret of your own
end

local function hub(sock)
  local members, k0, k1 = {}, secret() -- members by endpoint: name, token, address, port, last, credit

  local function send(text, address, port) return pcall(sock.send_to, sock, byte_span.append(text), address, port) end

  local leave
  local function tell_others(sender, text)
    local failed = {}
    for key, member in pairs(members) do
      if key ~= sender and not send(text, member.address, member.port) then failed[#failed + 1] = key end
    end
    for _, key in ipairs(failed) do leave(key, "is gone") end -- this member, and nobody else
  end

  function leave(key, how)
    local member = members[key]
    members[key] = nil
    if member then tell_others(key, "* " .. member.name .. " " .. how) end
  end

  local function forget_silent(now)
    local silent = {}
    for key, member in pairs(members) do
      if now - member.last > SILENCE then silent[#silent + 1] = key end
    end
    for _, key in ipairs(silent) do leave(key, "fell silent") end
  end

  -- Why nobody can join by this name from this address, or nil.
  local function obstacle(name, address)
    local all, here = 0, 0
    for _, member in pairs(members) do
      all, here = all + 1, here + (member.address == address and 1 or 0)
      if member.name == name then return "the name is taken" end
    end
    if all >= MEMBERS or here >= EACH_ADDRESS then return "the hub is full" end
  end

  local function join(key, token, name, address, port, now)
    local member = members[key]
    local problem = not member and obstacle(name, address)
    if problem then return send("* " .. problem, address, port) end
    send("* welcome, " .. (member or {name = name}).name, address, port) -- again, if the first welcome was lost
    if member then return end
    members[key] = {name = name, token = token, address = address, port = port, last = now, credit = BURST}
    tell_others(key, "* " .. name .. " joins")
  end

  local buf, swept = byte_span.new(LONGEST + 1), time.steady_clock.now()
  while true do
    local count, address, port = sock:receive_from(buf)
    local now = time.steady_clock.now()
    if now - swept > SILENCE / 4 then
      swept = now
      forget_silent(now)
    end
    local key = ip.tostring(address, port)
    local word, given, rest = tostring(buf:slice(1, count)):match("^(%u+) (%x+) ?(.*)$")
    local name = word == "JOIN" and rest:match("^[%w_-]+$")
    local member = members[key]
    if count > LONGEST or not word or #given ~= 16 then
      -- It is too long, or no datagram of this protocol.
    elseif name and #name <= 16 then
      local token = string.format("%016x", siphash(k0, k1, key))
      if given ~= token then
        send("TOKEN " .. token, address, port) -- 22 bytes; the request has 23 at least
      elseif not member or member.credit >= 1 then
        join(key, token, name, address, port, now)
      end
    end
    if member and given == member.token then
      member.credit, member.last = math.min(BURST, member.credit + (now - member.last) * RATE), now
      if member.credit >= 1 then
        member.credit = member.credit - 1
        if word == "SAY" then tell_others(key, member.name .. ": " .. rest) end
        if word == "LEAVE" then leave(key, "leaves") end
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

if ... then
  local system = require "system"
  local server = spawn(hub, bound(ip.toendpoint((...))))
  local signals = system.signal.set.new(system.signal.SIGTERM, system.signal.SIGINT)
  local stopper = spawn(function()
    signals:wait()
    server:interrupt()
  end)
  scope_cleanup_push(function() stopper:interrupt() end)
  server:join() -- raises what the hub fails with: a dead hub ends the process
  return
end

-- The demonstration: three members on three sockets of their own.
local sock = bound(ip.address.loopback_v4(), 0)
local server = spawn(hub, sock)
scope_cleanup_push(function() server:interrupt() end)
local buf = byte_span.new(1024)

local function member(name)
  local own, token = ip.udp.socket.new(), NO_TOKEN
  own:connect(sock.local_address, sock.local_port) -- only the hub is heard
  local function say(word, text) own:send(byte_span.append(word, " ", token, " ", text)) end
  local function hear() return tostring(buf:slice(1, own:receive(buf))) end
  return {
    join = function()
      say("JOIN", name)
      token = hear():match("^TOKEN (%x+)$") or error("this is no hub")
      say("JOIN", name)
    end,
    say = say,
    hear = function() print(name .. " hears  " .. byte_span.printable(hear())) end,
  }
end

local ada, bob, eve = member("ada"), member("bob"), member("eve")
ada.join()
ada.hear()
bob.join()
bob.hear()
ada.hear()
eve.say("SAY", "I am not here") -- who has not joined is not passed on
ada.say("SAY", "hello")
bob.hear()
bob.say("LEAVE", "")
ada.hear()
