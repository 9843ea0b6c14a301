#!/usr/bin/env moonwire
-- A file over a network that loses datagrams, the way of TFTP (RFC 1350): numbered blocks, each acknowledged before the
-- next one is sent, and sent again when no acknowledgement comes. Each transfer has a fiber and a socket of its own.
-- Run it with: moonwire scripts/file_transfer.lua

local time = require "time"

local READ <const>, DATA <const>, ACK <const>, ERROR <const> = 1, 3, 4, 5
local BLOCK <const>, ATTEMPTS <const>, PATIENCE <const> = 512, 6, 0.05

local function bound()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind(ip.address.loopback_v4(), 0)
  return sock
end

-- A bad network: every nth datagram is lost. Take it out, and the transfer works the same, only faster.
local lost = 0
local function send_through_bad_network(nth)
  local sent = 0
  return function(sock, span, addr, port)
    sent = sent + 1
    if sent % nth == 0 then lost = lost + 1 else sock:send_to(span, addr, port) end
  end
end

-- Sends a datagram until `accept` returns something for a datagram that arrives; each time it waits twice as long.
local function exchange(sock, send, span, addr, port, accept)
  local buf, patience = byte_span.new(4 + BLOCK), PATIENCE
  for _ = 1, ATTEMPTS do
    send(sock, span, addr, port)
    local results = table.pack(pcall(time.with_timeout, patience, function()
      while true do
        local count, from_addr, from_port = sock:receive_from(buf)
        local result = accept(buf:slice(1, count), from_addr, from_port)
        if result then return result, from_addr, from_port end
      end
    end))
    if results[1] then return table.unpack(results, 2, results.n) end
    if results[2].symbol ~= "ETIMEDOUT" then error(results[2], 0) end
    patience = patience * 2
  end
  error("the other side is gone", 0)
end

-- Serves one file to one client, from a port of its own.
local function serve_file(content, addr, port)
  local sock <close> = bound()
  local send = send_through_bad_network(5)
  if not content then
    return sock:send_to(byte_span.pack(">I2I2z", ERROR, 1, "File not found"), addr, port)
  end
  for number = 1, #content // BLOCK + 1 do -- the last block is a short one, even if it is empty
    local block = content:sub((number - 1) * BLOCK + 1, number * BLOCK)
    local ok, e = pcall(exchange, sock, send, byte_span.pack(">I2I2", DATA, number):append(block), addr, port, function(answer)
      return answer == byte_span.pack(">I2I2", ACK, number)
    end)
    -- A client that has everything may have left: without an acknowledgement of the last block, nobody knows.
    if not ok and #block == BLOCK then error(e, 0) end
  end
end

local function serve(sock, files)
  local buf, busy = byte_span.new(512), {}
  while true do
    local count, addr, port = sock:receive_from(buf)
    local ok, operation, name = pcall(buf.unpack, buf:slice(1, count), ">I2z")
    local client = ip.tostring(addr, port)
    if ok and operation == READ and not busy[client] then -- a repeated request has its transfer already
      busy[client] = true
      spawn(function()
        scope_cleanup_push(function() busy[client] = nil end)
        serve_file(files[name], addr, port)
      end)
    end
  end
end

local function fetch(name, addr, port)
  local sock <close> = bound()
  local send = send_through_bad_network(4)
  local request, parts, number = byte_span.pack(">I2zz", READ, name, "octet"), {}, 1
  while true do
    local block, peer, peer_port = exchange(sock, send, request, addr, port, function(answer)
      if #answer < 4 then return nil end
      local operation, n, after = answer:unpack(">I2I2")
      if operation == ERROR then error("the server says: " .. answer:unpack("z", after), 0) end
      return operation == DATA and n == number and tostring(answer:slice(after))
    end)
    parts[number] = block
    request, addr, port = byte_span.pack(">I2I2", ACK, number), peer, peer_port
    if #block < BLOCK then
      send(sock, request, addr, port)
      -- The last acknowledgement may be lost: we stay a while to repeat it.
      pcall(time.with_timeout, PATIENCE * 4, function()
        while true do
          sock:receive(byte_span.new(4 + BLOCK))
          sock:send_to(request, addr, port)
        end
      end)
      return table.concat(parts)
    end
    number = number + 1
  end
end

local server = bound()
local moon = ("one small step\n"):rep(500)
local serving = spawn(serve, server, {["moon.txt"] = moon})
local address, port = server.local_address, server.local_port

local received = fetch("moon.txt", address, port)
print(#received .. " bytes, and they are the same: " .. tostring(received == moon))
print(lost .. " datagrams were lost on the way")
print(pcall(fetch, "sun.txt", address, port))

serving:interrupt()
