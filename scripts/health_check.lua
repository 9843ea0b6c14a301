#!/usr/bin/env moonwire
-- Does a UDP service answer? For CI and monitors: status 0 if it does, 1 if it does not, 2 for wrong arguments.
-- It repeats a question until an answer arrives or the time is up. Without arguments, it checks its own server.
-- Run it with: moonwire scripts/health_check.lua [ADDRESS:PORT [SECONDS]]
-- Each datagram is hostile: only the service is heard, only its answer's length is printed, and the time is limited.

local time, system = require "time", require "system"

local QUESTION <const> = "ping" -- replace it by a question that your service answers

local function check(address, port, seconds)
  local sock <close> = ip.udp.socket.new()
  sock:connect(address, port)
  local question, buf = byte_span.append(QUESTION), byte_span.new(1500)
  local refused
  local function answered()
    local patience = 0.05
    while true do
      -- ECONNREFUSED may be about the previous question, or the service may be about to start.
      local ok, e = pcall(function()
        sock:send(question)
        return time.with_timeout(patience, sock.receive, sock, buf)
      end)
      if ok then return e end
      if e.symbol == "ECONNREFUSED" then
        refused = e
        time.sleep(patience)
      elseif e.symbol ~= "ETIMEDOUT" then
        error(e, 0)
      end
      patience = math.min(patience * 2, 1)
    end
  end
  local start = time.steady_clock.now()
  local ok, result = pcall(time.with_timeout, seconds, answered)
  if ok then return true, result .. " bytes", time.steady_clock.now() - start end
  if result.symbol == "ETIMEDOUT" then
    return false, refused and tostring(refused) or "no answer in " .. seconds .. " seconds"
  end
  return false, tostring(result)
end

local function usage()
  io.stderr:write("usage: health_check.lua ADDRESS:PORT [SECONDS]\n")
  system.exit(2)
end

local endpoint, seconds = ...
seconds = tonumber(seconds or 5) or usage()
local address, port
if endpoint then
  local ok
  ok, address, port = pcall(ip.toendpoint, endpoint)
  if not ok then usage() end
else
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind(ip.address.loopback_v4(), 0)
  address, port = sock.local_address, sock.local_port
  local server = spawn(function()
    local buf = byte_span.new(1500)
    while true do
      local count, client, client_port = sock:receive_from(buf)
      if tostring(buf:slice(1, count)) == QUESTION then -- an answer to an answer might never end
        pcall(sock.send_to, sock, byte_span.append("pong"), client, client_port)
      end
    end
  end)
  scope_cleanup_push(function() server:interrupt() end)
end

local ok, what, duration = check(address, port, seconds)
if not ok then
  io.stderr:write(string.format("health_check: %s: %s\n", ip.tostring(address, port), what))
  system.exit(1)
end
print(string.format("ok: %s answered %s after %.1f ms", ip.tostring(address, port), what, duration * 1000))
