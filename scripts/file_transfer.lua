#!/usr/bin/env moonwire
-- A file over a network that loses datagrams, the way of TFTP (RFC 1350): numbered blocks, each acknowledged before the
-- next one is sent, and sent again when no acknowledgement comes. Each transfer has a fiber and a socket of its own.
-- Run it with: moonwire scripts/file_transfer.lua [ADDRESS:PORT FOLDER]     (it serves a folder's files until a signal ends it)
-- Each datagram is hostile: only the peer's address and port (its TID) are heard, others get error 5; no error is answered;
-- transfers are bounded, and few for an address that acknowledges nothing; names have no way out of the folder.

local time = require "time"

local READ <const>, WRITE <const>, DATA <const>, ACK <const>, ERROR <const> = 1, 2, 3, 4, 5
local BLOCK <const>, ATTEMPTS <const>, PATIENCE <const>, BLOCKS <const> = 512, 6, 0.05, 65535
local TRANSFERS <const>, STRANGERS <const> = 64, 4
local MEANING <const> = {[0] = "something went wrong", "file not found", "access violation", [5] = "unknown transfer"}

local endpoint, folder = ...
local lost = 0 -- datagrams that the bad network of the demonstration has lost

local function bound(address, port)
  local sock = ip.udp.socket.new()
  sock:open(address)
  sock:bind(address, port)
  return sock
end

local function failure(code) return byte_span.pack(">I2I2z", ERROR, code, "") end -- no text: no longer than a request

-- Returns a function that sends a datagram until `accept` returns something for a datagram of the peer; each time it waits
-- twice as long. The peer's own port (`tid`) may be nil until its first answer. In the demonstration, every nth datagram is lost.
local function exchange_over(sock, address, tid, nth)
  local sent, buf = 0, byte_span.new(4 + BLOCK + 1)

  local function send(datagram, port)
    sent = sent + 1
    if not endpoint and sent % nth == 0 then lost = lost + 1 else sock:send_to(datagram, address, port) end
  end

  local function hear(accept)
    while true do
      local count, from, port = sock:receive_from(buf)
      local operation, number = buf:unpack(">I2I2")
      if count < 4 or count > 4 + BLOCK then -- no datagram of this protocol
      elseif from == address and port == (tid or port) then
        if operation == ERROR then error("the other side says: " .. (MEANING[number] or "error " .. number), 0) end
        local result = accept(operation, number, buf:slice(5, count))
        if result then
          tid = port
          return result
        end
      elseif operation == DATA or operation == ACK then
        pcall(sock.send_to, sock, failure(5), from, port) -- RFC 1350, section 4: the transfer goes on
      end
    end
  end

  return function(datagram, port, attempts, patience, accept)
    for _ = 1, attempts do
      send(datagram, tid or port)
      local ok, result = pcall(time.with_timeout, patience, hear, accept)
      if ok then return result end
      if result.symbol ~= "ETIMEDOUT" then error(result, 0) end
      patience = patience * 2
    end
    error("the other side is gone", 0)
  end
end

-- A regular name has no separator and no leading dot, so it stays in the folder. (A link in the folder is its owner's choice.)
local function open(name)
  local file = name:find("^[%w_-][%w_.-]*$") and io.open(folder .. "/" .. name, "rb")
  return file and not select(2, file:read(0)) and file -- a folder cannot be read
end

-- Serves one file from a port of its own.
local function serve_file(transfer, file, own_address, address, port)
  local sock <close> = bound(own_address, 0)
  local exchange = exchange_over(sock, address, port, 5)
  for number = 1, BLOCKS do
    local block, problem = file:read(BLOCK)
    if problem then error(problem) end
    block = block or "" -- the last block is a short one, even if it is empty
    local datagram = byte_span.pack(">I2I2", DATA, number):append(block)
    exchange(datagram, port, ATTEMPTS, PATIENCE, function(operation, n) return operation == ACK and n == number end)
    transfer.acknowledged, transfer.heard = number, time.steady_clock.now()
    if #block < BLOCK then return end
  end
end

local function serve(sock)
  local buf, transfers = byte_span.new(512), {} -- by the client's endpoint: address, fiber, acknowledged, heard
  scope_cleanup_push(function() -- no transfer outlives the server
    for _, transfer in pairs(transfers) do transfer.fiber:interrupt() end
  end)

  -- Returns whether a transfer may begin: an address that may be forged, because it has acknowledged nothing, has few. If there
  -- are too many in all, the one ends that was heard longest ago: forged requests and idle clients keep nobody else out.
  local function admit(address)
    local count, strangers, oldest = 0, 0, nil
    for client, transfer in pairs(transfers) do
      count = count + 1
      if not transfer.acknowledged and transfer.address == address then strangers = strangers + 1 end
      if not oldest or transfer.heard < transfers[oldest].heard then oldest = client end
    end
    if strangers >= STRANGERS then return false end
    if count >= TRANSFERS then
      transfers[oldest].fiber:interrupt()
      transfers[oldest] = nil
    end
    return true
  end

  local function start(client, file, address, port)
    local transfer = {address = address, heard = time.steady_clock.now()}
    transfers[client] = transfer
    transfer.fiber = spawn(function()
      local _ <close> = file
      pcall(serve_file, transfer, file, sock.local_address, address, port) -- a client that leaves ends its own transfer only
      if transfers[client] == transfer then transfers[client] = nil end
    end)
  end

  while true do
    local size, address, port = sock:receive_from(buf)
    local client = ip.tostring(address, port)
    local ok, operation, name, mode = pcall(buf.unpack, buf:slice(1, size), ">I2zz")
    if ok and (operation == READ or operation == WRITE) and mode:lower() == "octet" and not transfers[client] then
      local file = operation == READ and open(name)
      if not file then
        pcall(sock.send_to, sock, failure(operation == READ and 1 or 2), address, port)
      elseif admit(address) then
        start(client, file, address, port)
      else
        file:close()
      end
    end
  end
end

local function fetch(name, address, port)
  local sock <close> = bound(address.is_v4 and ip.address.any_v4() or ip.address.any_v6(), 0)
  local exchange, parts = exchange_over(sock, address, nil, 4), {}
  local request = byte_span.pack(">I2zz", READ, name, "octet")
  for number = 1, BLOCKS do
    local function is_block(operation, n, data) return operation == DATA and n == number and tostring(data) end
    parts[number] = exchange(request, port, ATTEMPTS, PATIENCE, is_block)
    request = byte_span.pack(">I2I2", ACK, number)
    if #parts[number] < BLOCK then
      -- The last acknowledgement may be lost: it is sent again for each repeated block, until none comes for a while.
      for _ = 1, ATTEMPTS do
        if not pcall(exchange, request, port, 1, PATIENCE * 4, is_block) then break end
      end
      return table.concat(parts)
    end
  end
  error("the file is too long", 0)
end

folder = folder or arg[0]:match("^(.*)[/\\]") or "."
if endpoint then return serve(bound(ip.toendpoint(endpoint))) end -- a server that fails ends the process with its error

-- The demonstration: this script serves itself.
local server = bound(ip.address.loopback_v4(), 0)
local serving = spawn(serve, server)
scope_cleanup_push(function() serving:interrupt() end)
local file <close> = assert(io.open(arg[0], "rb"))
local received = fetch(arg[0]:match("[^/\\]+$"), server.local_address, server.local_port)
print(#received .. " bytes, and they are the same: " .. tostring(received == file:read("a")))
print(lost .. " datagrams were lost on the way")
print(pcall(fetch, "../secret.txt", server.local_address, server.local_port))
