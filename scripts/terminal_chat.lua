#!/usr/bin/env moonwire
-- A chat in the terminal: lines from the keyboard go to the other side, and datagrams from the other side are shown.
-- There are two fibers, because neither the keyboard nor the network may wait for the other. Ctrl+D ends the chat.
-- Run it with: moonwire scripts/terminal_chat.lua [ADDRESS:PORT [OWN_PORT]]
-- Without arguments it talks to a side of its own that repeats each line.
-- Each datagram may be hostile: datagrams of others are ignored, the length is limited, and control characters are
-- escaped.

local system, time = require "system", require "time"

local LONGEST <const> = 1000

local function open(port)
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("0.0.0.0", port)
  return sock
end

-- The other side of a chat without arguments.
local function start_parrot()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  spawn(function()
    local buf = byte_span.new(LONGEST)
    while true do
      local count, address, port = sock:receive_from(buf)
      sock:send_to(buf:slice(1, count), address, port)
    end
  end):detach()
  return sock.local_address, sock.local_port
end

local endpoint, own_port = ...
local address, port
if endpoint then
  local ok
  ok, address, port = pcall(ip.toendpoint, endpoint)
  if not ok then
    io.stderr:write("usage: terminal_chat.lua [ADDRESS:PORT [OWN_PORT]]\n")
    system.exit(2)
  end
else
  address, port = start_parrot()
end

local sock <close> = open(math.tointeger(own_port) or 0)
sock:connect(address, port)
system.out:write("chatting with " .. ip.tostring(address, port) .. "; Ctrl+D ends\n")

local sent, shown = 0, 0
local receiver = spawn(function()
  local buf = byte_span.new(LONGEST)
  while true do
    local ok, count = pcall(sock.receive, sock, buf)
    if ok then
      shown = shown + 1
      system.out:write("* " .. byte_span.printable(tostring(buf:slice(1, count))) .. "\n")
    elseif count.symbol ~= "ECONNREFUSED" then -- the other side may still have to start
      error(count, 0)
    end
  end
end)

for line in system.in_:lines(LONGEST) do
  if #line > 0 then
    pcall(sock.send, sock, byte_span.append(line))
    sent = sent + 1
  end
end

-- The parrot may still have to answer.
local give_up = time.steady_clock.now()
while not endpoint and shown < sent and time.steady_clock.now() - give_up < 5 do time.sleep(0.01) end
receiver:interrupt()
system.out:write("sent " .. sent .. "\n")
system.exit(0)
