#!/usr/bin/env moonwire
-- A file over a network that loses datagrams, with TFTP (RFC 1350): numbered blocks, each acknowledged before the next
-- block is sent, and repeated when no acknowledgement comes. Each transfer has its own fiber and socket.
-- Run it with: moonwire scripts/file_transfer.lua [ADDRESS:PORT FOLDER]     (it serves a folder's files until a signal)
-- Each datagram is hostile: only the peer's address and port (its TID) are accepted, others get error 5. Errors get no
-- answer. Transfers are limited, more so for an address that acknowledges nothing. No name leads out of the folder.

local time, tftp = require "time", require "moonwire.proto.tftp"

local BLOCK <const>, ATTEMPTS <const>, PATIENCE <const>, BLOCKS <const> = 512, 6, 0.05, 65535
local TRANSFERS <const>, STRANGERS <const> = 64, 4
local MEANING <const> = {
  [0] = "something went wrong", "file not found", "access violation",
  [4] = "illegal operation", [5] = "unknown transfer",
}

local endpoint, folder = ...
local lost = 0 -- datagrams that the demonstration's bad network has lost

local function bound(address, port)
  local sock = ip.udp.socket.new()
  sock:open(address)
  sock:bind(address, port)
  return sock
end

-- without a text, so it is not longer than a request
local function failure(code) return byte_span.append(tftp.encode {op = "ERROR", code = code}) end

local function acknowledgement(number) return byte_span.append(tftp.encode {op = "ACK", block = number}) end

-- Returns a function that sends a datagram until `accept` returns something for a datagram of the peer. Each wait is
-- twice as long. The peer's own port (`tid`) may be nil until its first answer. Every nth datagram is lost on purpose.
local function exchange_over(sock, address, tid, nth)
  local sent, buf = 0, byte_span.new(4 + BLOCK + 1)

  local function send(datagram, port)
    sent = sent + 1
    if not endpoint and sent % nth == 0 then lost = lost + 1 else sock:send_to(datagram, address, port) end
  end

  local function hear(accept)
    while true do
      local count, from, port = sock:receive_from(buf)
      local packet = count <= 4 + BLOCK and tftp.decode(buf:slice(1, count))
      if not packet then -- not a datagram of this protocol
      elseif from == address and port == (tid or port) then
        if packet.op == "ERROR" then
          error("the other side says: " .. (MEANING[packet.code] or "error " .. packet.code), 0)
        end
        local result = accept(packet)
        if result then
          tid = port
          return result
        end
      elseif packet.op == "DATA" or packet.op == "ACK" then
        pcall(sock.send_to, sock, failure(5), from, port) -- RFC 1350, section 4: the transfer continues
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

-- A valid name has no separator and no leading dot, so it stays in the folder. (Links are the owner's responsibility.)
local function open(name)
  local file = name:find("^[%w_-][%w_.-]*$") and io.open(folder .. "/" .. name, "rb")
  return file and not select(2, file:read(0)) and file -- a folder cannot be read
end

-- Serves one file from its own port.
local function serve_file(transfer, file, own_address, address, port)
  local sock <close> = bound(own_address, 0)
  local exchange = exchange_over(sock, address, port, 5)
  for number = 1, BLOCKS do
    local block, problem = file:read(BLOCK)
    if problem then error(problem) end
    block = block or "" -- the last block is short, even empty
    local datagram = byte_span.append(tftp.encode {op = "DATA", block = number, data = block})
    exchange(datagram, port, ATTEMPTS, PATIENCE, function(packet)
      return packet.op == "ACK" and packet.block == number
    end)
    transfer.acknowledged, transfer.heard = number, time.steady_clock.now()
    if #block < BLOCK then return end
  end
end

local function serve(sock)
  local buf, transfers = byte_span.new(512), {} -- by the client's endpoint: address, fiber, acknowledged, heard
  scope_cleanup_push(function() -- no transfer outlives the server
    for _, transfer in pairs(transfers) do transfer.fiber:interrupt() end
  end)

  -- Returns true if a transfer may begin. An address that has acknowledged nothing may be forged, so it has few. If
  -- there are too many in total, the least recently active one ends, so that forged requests block nobody.
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
      -- a client that leaves ends only its own transfer
      pcall(serve_file, transfer, file, sock.local_address, address, port)
      if transfers[client] == transfer then transfers[client] = nil end
    end)
  end

  while true do
    local size, address, port = sock:receive_from(buf)
    local client = ip.tostring(address, port)
    local request = tftp.decode(buf:slice(1, size))
    local is_read = request and request.op == "RRQ"
    if request and (is_read or request.op == "WRQ") and not transfers[client] then
      local file = is_read and request.mode == "octet" and open(request.file)
      if not file then -- in the mode netascii, other line ends would be sent
        local code = is_read and (request.mode == "octet" and 1 or 4) or 2
        pcall(sock.send_to, sock, failure(code), address, port)
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
  local request = byte_span.append(tftp.encode {op = "RRQ", file = name})
  for number = 1, BLOCKS do
    local function is_block(packet) return packet.op == "DATA" and packet.block == number and packet.data end
    parts[number] = exchange(request, port, ATTEMPTS, PATIENCE, is_block)
    request = acknowledgement(number)
    if #parts[number] < BLOCK then
      -- The last acknowledgement may be lost. It is repeated for each repeated block, until none comes for a while.
      for _ = 1, ATTEMPTS do
        if not pcall(exchange, request, port, 1, PATIENCE * 4, is_block) then break end
      end
      return table.concat(parts)
    end
  end
  error("the file is too long", 0)
end

folder = folder or arg[0]:match("^(.*)[/\\]") or "."
if endpoint then
  local sock = bound(ip.toendpoint(endpoint))
  print("listening at " .. ip.tostring(sock.local_address, sock.local_port))
  return serve(sock) -- a server that fails ends the process with its error
end

-- The demonstration: this script serves itself.
local server = bound(ip.address.loopback_v4(), 0)
local serving = spawn(serve, server)
scope_cleanup_push(function() serving:interrupt() end)
local file <close> = assert(io.open(arg[0], "rb"))
local received = fetch(arg[0]:match("[^/\\]+$"), server.local_address, server.local_port)
print(#received .. " bytes, and they are the same: " .. tostring(received == file:read("a")))
print(lost .. " datagrams were lost on the way")
print(pcall(fetch, "../secret.txt", server.local_address, server.local_port))
