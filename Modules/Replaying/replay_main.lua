-- The entry point of `moonwire replay` and `moonwire record show`. Gets the options, a JSON object.
local _, host = ...
local late, exit = host.late, os.exit
local stdout, stderr, write = io.stdout, io.stderr, io.stdout.write
local format, gsub, byte, sub, match = string.format, string.gsub, string.byte, string.sub, string.match
local append, address_of, endpoint, tointeger = byte_span.append, ip.address.new, ip.tostring, math.tointeger
local new, span, tostring, pcall, max, min = ip.udp.socket.new, byte_span.new, tostring, pcall, math.max, math.min
local char, concat = string.char, table.concat
local json, time = require "moonwire.json", require "moonwire.time"
local NANO <const> = 1e9
local IDLE <const> = 30 -- seconds by default

local function hex(bytes) return (gsub(bytes, ".", function(c) return format("%02x ", byte(c)) end)) end
local function printable(bytes) return (gsub(bytes, "[^\x20-\x7e]", ".")) end

local function stop(status, ...)
  write(stderr, "moonwire: ", ...)
  write(stderr, "\n")
  return status
end

local function address(bytes)
  if #bytes == 4 then return address_of(format("%d.%d.%d.%d", byte(bytes, 1, 4))) end
  return address_of((gsub(gsub(bytes, "..", function(c) return format("%02x%02x:", byte(c, 1, 2)) end), ":$", "")))
end

local function name_of(d, side) return endpoint(address(d[side]), d[side .. "_port"]) end

local function show(list)
  for i = 1, #list do
    local d = list[i]
    local first = sub(d.bytes, 1, 16)
    write(stdout, format("%5d %12.6f  %s > %s  %d bytes%s\n", i, (d.time - list[1].time) / NANO, name_of(d, "from"),
      name_of(d, "to"), d.length, #d.bytes < d.length and ", cut" or ""))
    if #first > 0 then write(stdout, format("        %-48s %s\n", hex(first), printable(first))) end
  end
  return 0
end

-- Returns a table with the positions to ignore, or nil and a message.
local function ignored(ranges)
  local skip = {}
  for i = 1, #ranges do
    local offset, length = match(ranges[i], "^(%d+)%+(%d+)$")
    offset, length = tointeger(offset), tointeger(length)
    if not offset or not length or offset > 65535 or length > 65535 then
      return nil, "--ignore: '" .. ranges[i] .. "' is not OFFSET+LENGTH"
    end
    for at = offset + 1, offset + length do skip[at] = true end
  end
  return skip
end

local function differs(expected, got, skip)
  local common = min(#expected, #got)
  for at = 1, common do
    if not skip[at] and byte(expected, at) ~= byte(got, at) then return at end
  end
  if #expected ~= #got then return common + 1 end
end

-- Prints the lines of both datagrams that differ.
local function difference(number, expected, got, skip)
  local first = differs(expected, got, skip)
  write(stdout, format("datagram %d differs at offset %d: recorded %d bytes, received %d bytes\n", number, first - 1,
    #expected, #got))
  for at = 1, max(#expected, #got), 16 do
    local a, b = sub(expected, at, at + 15), sub(got, at, at + 15)
    if a ~= b then
      write(stdout, format("- %04x  %-48s %s\n+ %04x  %-48s %s\n", at - 1, hex(a), printable(a), at - 1, hex(b),
        printable(b)))
    end
  end
  return 1
end

-- Returns the bytes to send. An ignored byte that repeats the question's byte in the recording repeats the byte that
-- was received, because such bytes are ids.
local function adapted(bytes, recorded, received, skip)
  if not received then return bytes end
  local parts = {}
  for at = 1, #bytes do
    local c = byte(bytes, at)
    if skip[at] and c == byte(recorded, at) then c = byte(received, at) or c end
    parts[at] = char(c)
  end
  return concat(parts)
end

local function run(options, list, skip, at, port)
  local is_server = options.as == "server"
  local server = list[1].to .. "\0" .. list[1].to_port
  local peers, sock, buffer = {}, nil, span(65535)
  local function opened(key)
    if is_server and sock then return sock end
    if not is_server and peers[key].sock then return peers[key].sock end
    local one = new()
    one:open(at)
    one:bind(is_server and at or at.is_v6 and ip.address.any_v6() or ip.address.any_v4(), is_server and port or 0)
    if is_server then
      sock = one
      write(stderr, "moonwire: replaying at ", endpoint(at, one.local_port), "\n")
    else
      peers[key].sock = one
    end
    return one
  end
  local previous = list[1].time
  for i = 1, #list do
    local d = list[i]
    local to_server = d.to .. "\0" .. d.to_port == server
    local key = to_server and d.from .. "\0" .. d.from_port or d.to .. "\0" .. d.to_port
    local peer = peers[key] or {}
    peers[key] = peer
    local one = opened(key)
    if to_server == is_server then
      local limit = options.timeout or IDLE
      local ok, count, from, from_port = pcall(time.with_timeout, limit, one.receive_from, one, buffer)
      if not ok then
        if count.symbol ~= "ETIMEDOUT" then return stop(7, tostring(count)) end
        write(stdout, format("datagram %d was not received: expected %d bytes\n", i, #d.bytes))
        return 4
      end
      local got = tostring(buffer:slice(1, count))
      if differs(d.bytes, got, skip) then return difference(i, d.bytes, got, skip) end
      peer.address, peer.port, peer.recorded, peer.received = from, from_port, d.bytes, got
    else
      if not options.fast and d.time > previous then time.sleep((d.time - previous) / NANO) end
      local to, to_port = at, port
      if is_server then to, to_port = peer.address, peer.port end
      if not to then return stop(3, format("datagram %d answers a client that has not asked", i)) end
      one:send_to(append(adapted(d.bytes, peer.recorded, peer.received, skip)), to, to_port)
    end
    previous = d.time
  end
  write(stdout, format("%d datagrams as recorded\n", #list))
  return 0
end

local function main(options)
  local words, path = options.arguments, options.arguments[1]
  if options.record then
    if #words ~= 2 or words[1] ~= "show" then return stop(2, "record: expected show FILE") end
    path = words[2]
  elseif #words ~= 1 then
    return stop(2, "replay: expected one FILE")
  end
  local list, cut = late("replay_capture.lua")(path)
  if not list then return stop(3, cut) end
  if cut > 0 then write(stderr, "moonwire: ", path, ": packets that end within a header: ", cut, "\n") end
  if options.record then return show(list) end
  if options.as ~= "server" and options.as ~= "client" then return stop(2, "--as: expected server or client") end
  local host_name, port = match(options.at or "", "^%[?([^%]]+)%]?:(%d+)$")
  local ok, at = pcall(address_of, host_name)
  port = tointeger(port)
  if not host_name or not ok or port > 65535 then return stop(2, "--at: expected ADDRESS:PORT") end
  local skip, message = ignored(options.ignore or {})
  if not skip then return stop(2, message) end
  if #list == 0 then return stop(3, path, ": the file has no UDP datagram") end
  for i = 1, #list do
    if #list[i].bytes < list[i].length then return stop(3, path, format(": datagram %d is cut", i)) end
  end
  local done, status = pcall(run, options, list, skip, at, port)
  if not done then return stop(7, tostring(status)) end
  return status
end

return function(text) exit(main(json.decode(text))) end
