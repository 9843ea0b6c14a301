#!/usr/bin/env moonwire
-- A file over a network that loses datagrams, the way of TFTP (RFC 1350): numbered blocks, each acknowledged before the
-- next one is sent, and sent again when no acknowledgement comes. Each transfer has a fiber and a socket of its own.
-- Run it with: moonwire scripts/file_transfer.lua [ADDRESS:PORT FOLDER]   (it serves the files of a folder until a signal)
-- Each datagram is hostile: only the peer's address and port (its TID) are listened to, others get error 5; no error is
-- answered; all is sent a bounded number of times, the first block once; names have no way out of the folder.

local time = require "time"

local READ <const>, WRITE <const>, DATA <const>, ACK <const>, ERROR <const> = 1, 2, 3, 4, 5
local BLOCK <const>, ATTEMPTS <const>, PATIENCE <const>, TRANSFERS <const>, BLOCKS <const> = 512, 6, 0.05, 32, 65535
local MEANING <const> = {[0] = "something went wrong", "file not found", "access violation", [5] = "unknown transfer"}

local function bound(address, port)
  local sock = ip.udp.socket.new()
  sock:open(address)
  if port or address.is_loopback then
    sock:bind(address, port or 0)
  else
    sock:bind(address.is_v4 and ip.address.any_v4() or ip.address.any_v6(), 0)
  end
  return sock
end

-- A bad network: every nth datagram is lost. Take it out: the transfer works the same, only faster.
local lost = 0
local function send_through_bad_network(nth)
  local sent = 0
  return function(sock, span, addr, port)
    sent = sent + 1
    if sent % nth == 0 then lost = lost + 1 else sock:send_to(span, addr, port) end
  end
end

local function failure(code) return byte_span.pack(">I2I2z", ERROR, code, "") end -- no text: shorter than each request

-- Sends a datagram until `accept` returns something for a datagram of the peer; each time it waits twice as long. The port
-- of the peer is not known (nil) before its first answer.
local function exchange(sock, send, span, peer, to_port, tid, attempts, patience, accept)
  local buf = byte_span.new(4 + BLOCK + 1)
  local function answer()
    while true do
      local count, address, port = sock:receive_from(buf)
      if count >= 4 and count <= 4 + BLOCK then
        local operation, number = buf:unpack(">I2I2")
        if address == peer and (not tid or port == tid) then
          if operation == ERROR then error("the other side says: " .. (MEANING[number] or "error " .. number), 0) end
          local result = accept(operation, number, buf:slice(5, count))
          if result then return result, port end
        elseif operation == DATA or operation == ACK then
          pcall(sock.send_to, sock, failure(5), address, port) -- RFC 1350, section 4: the transfer goes on
        end
      end
    end
  end
  for _ = 1, attempts do
    send(sock, span, peer, to_port)
    local ok, result, port = pcall(time.with_timeout, patience, answer)
    if ok then return result, port end
    if type(result) == "string" or result.symbol ~= "ETIMEDOUT" then error(result, 0) end
    patience = patience * 2
  end
  error("the other side is gone", 0)
end

-- A regular name has no separator and no leading dot, so it stays in the folder. (A link in the folder is its owner's choice.)
local function open(folder, name)
  return #name <= 100 and name:find("^[%w_-][%w_.-]*$") and io.open(folder .. "/" .. name, "rb")
end

-- Serves one file to one client, from a port of its own. A forged request gets one block: it is sent again only to a client
-- that has acknowledged something; a client that lost it asks again.
local function serve_file(file, address, port)
  local file <close> = file
  local sock <close> = bound(address)
  local send = send_through_bad_network(5)
  for number = 1, BLOCKS do
    local block = file:read(BLOCK) or "" -- the last block is a short one, even if it is empty
    local attempts, patience = ATTEMPTS, PATIENCE
    if number == 1 then attempts, patience = 1, 1 end
    exchange(sock, send, byte_span.pack(">I2I2", DATA, number):append(block), address, port, port, attempts, patience, function(operation, n)
      return operation == ACK and n == number
    end)
    if #block < BLOCK then return end
  end
end

local function serve(sock, folder)
  local buf, busy, count = byte_span.new(512), {}, 0
  local function start(client, file, address, port)
    busy[client], count = true, count + 1
    spawn(function()
      scope_cleanup_push(function() busy[client], count = nil, count - 1 end)
      pcall(serve_file, file, address, port) -- a client that leaves, or never was, has ended its own transfer only
    end)
  end
  while true do
    local size, address, port = sock:receive_from(buf)
    local client = ip.tostring(address, port)
    local ok, operation, name, mode = pcall(buf.unpack, buf:slice(1, size), ">I2zz")
    if ok and (operation == READ or operation == WRITE) and not busy[client] and count < TRANSFERS then
      local file = operation == READ and mode:lower() == "octet" and open(folder, name)
      if file then
        start(client, file, address, port)
      else
        pcall(sock.send_to, sock, failure(operation == READ and 1 or 2), address, port)
      end
    end
  end
end

local function fetch(name, address, port)
  local sock <close> = bound(address)
  local send = send_through_bad_network(4)
  local request, to_port, tid, parts = byte_span.pack(">I2zz", READ, name, "octet"), port, nil, {}
  for number = 1, BLOCKS do
    local function is_block(operation, n, data) return operation == DATA and n == number and tostring(data) end
    parts[number], tid = exchange(sock, send, request, address, to_port, tid, ATTEMPTS, PATIENCE, is_block)
    request, to_port = byte_span.pack(">I2I2", ACK, number), tid
    if #parts[number] < BLOCK then
      -- The last acknowledgement may be lost: it is sent again for each repeated block, until none comes for a while.
      for _ = 1, ATTEMPTS do
        if not pcall(exchange, sock, send, request, address, to_port, tid, 1, PATIENCE * 4, is_block) then break end
      end
      return table.concat(parts)
    end
  end
  error("the file is too long", 0)
end

local function bound_to(endpoint)
  local address, port = ip.toendpoint(endpoint)
  return bound(address, port)
end

local endpoint, folder = ...
local server = endpoint and bound_to(endpoint) or bound(ip.address.loopback_v4())
local own_folder, own_name = arg[0]:match("^(.-)[/\\]?([^/\\]+)$")
local serving = spawn(serve, server, folder or own_folder == "" and "." or own_folder)

if endpoint then
  local system = require "system"
  local signals = system.signal.set.new(system.signal.SIGTERM, system.signal.SIGINT)
  local stopper = spawn(function()
    signals:wait()
    serving:interrupt()
  end)
  scope_cleanup_push(function() stopper:interrupt() end)
  serving:join() -- raises what the server fails with: a dead server ends the process
  return
end

-- The demonstration: this script serves itself.
scope_cleanup_push(function() serving:interrupt() end)
local address, port = server.local_address, server.local_port
local file <close> = assert(io.open(arg[0], "rb"))
local received = fetch(own_name, address, port)
print(#received .. " bytes, and they are the same: " .. tostring(received == file:read("a")))
print(lost .. " datagrams were lost on the way")
print(pcall(fetch, "../secret.txt", address, port))
