-- Writes capture files, and runs moonwire on them.
local system = require "system"
local pack = string.pack
local captures = {}

-- Returns the bytes of an IPv4 address.
local function ip4(text) return (text:gsub("(%d+)%.?", function(n) return string.char(n) end)) end

-- Returns an IPv4 packet with a part of a UDP datagram.
function captures.v4(from, from_port, to, to_port, bytes, offset, stop)
  local udp = pack(">I2I2I2I2", from_port, to_port, #bytes + 8, 0) .. bytes
  local part = udp:sub((offset or 0) + 1, stop)
  local flags = (offset or 0) // 8 | (stop and stop < #udp and 0x2000 or 0)
  return pack(">BBI2I2I2BBI2", 0x45, 0, #part + 20, 7, flags, 64, 17, 0) .. ip4(from) .. ip4(to) .. part
end

-- Returns an IPv6 packet between two addresses ::1.
function captures.v6(from_port, to_port, bytes)
  local one = ("\0"):rep(15) .. "\1"
  return pack(">I4I2BB", 6 << 28, #bytes + 8, 17, 64) .. one .. one
    .. pack(">I2I2I2I2", from_port, to_port, #bytes + 8, 0) .. bytes
end

local ETHERNET <const> = ("\2"):rep(12)
captures.links = {
  raw = {101, ""},
  qinq = {1, ETHERNET .. "\x88\xa8\0\7\x81\0\0\8\8\0"}, bsd = {12, ""}, other = {14, ""},
  loop = {108, "\0\0\0\2"}, ipv4 = {228, ""}, ipv6 = {229, ""}, unknown = {147, ""},
  ethernet = {1, ETHERNET .. "\8\0"}, vlan = {1, ETHERNET .. "\x81\0\0\7\8\0"},
  null = {0, "\2\0\0\0"}, cooked = {113, ("\0"):rep(14) .. "\8\0"}, cooked2 = {276, "\8\0" .. ("\0"):rep(18)},
}

-- Returns the content of a pcap file. Each packet is 0.5 s later than the packet before.
function captures.pcap(link, packets, order, is_nano)
  link, order = captures.links[link], order or "<"
  local parts = {pack(order .. "I4I2I2I4I4I4I4", is_nano and 0xa1b23c4d or 0xa1b2c3d4, 2, 4, 0, 0, 65535, link[1])}
  for i, packet in ipairs(packets) do
    packet = link[2] .. packet
    local time = (i - 1) * 500000 * (is_nano and 1000 or 1)
    local unit = is_nano and 1000000000 or 1000000
    parts[#parts + 1] = pack(order .. "I4I4I4I4", 1 + time // unit, time % unit, #packet, #packet) .. packet
  end
  return table.concat(parts)
end

-- Returns a block of pcapng.
function captures.block(order, kind, body)
  body = body .. ("\0"):rep(-#body % 4)
  return pack(order .. "I4I4", kind, #body + 12) .. body .. pack(order .. "I4", #body + 12)
end

local block = captures.block

-- Returns a section header.
function captures.section(order) return block(order, 0x0a0d0d0a, pack(order .. "I4I2I2i8", 0x1a2b3c4d, 1, 0, -1)) end

-- Returns options of a block: pairs of a code and a value.
function captures.block_options(order, ...)
  local parts = {}
  for i = 1, select("#", ...), 2 do
    local code, value = select(i, ...)
    parts[#parts + 1] = pack(order .. "I2s2", code, value) .. ("\0"):rep(-#value % 4)
  end
  return table.concat(parts) .. pack(order .. "I4", 0)
end

-- Returns an interface block.
function captures.interface(order, link, ...)
  return block(order, 1, pack(order .. "I2I2I4", captures.links[link][1], 0, 0)
    .. captures.block_options(order, ...))
end

-- Returns an Enhanced Packet Block. The time is in units of the interface.
function captures.enhanced(order, interface, time, packet, ...)
  return block(order, 6, pack(order .. "I4I4I4I4I4", interface, time >> 32, time & 0xffffffff, #packet, #packet)
    .. packet .. ("\0"):rep(-#packet % 4) .. captures.block_options(order, ...))
end

-- Returns an IPv6 packet from ::1 to ::1. `kind` is the first next header.
function captures.v6_packet(kind, payload)
  local one = ("\0"):rep(15) .. "\1"
  return pack(">I4I2BB", 6 << 28, #payload, kind, 64) .. one .. one .. payload
end

-- Returns the header and the payload of UDP.
function captures.udp(from_port, to_port, bytes)
  return pack(">I2I2I2I2", from_port, to_port, #bytes + 8, 0) .. bytes
end

-- Returns an IPv4 packet with options.
function captures.v4_packet(protocol, payload, options)
  options = options or ""
  return pack(">BBI2I2I2BBI2", 0x45 + #options // 4, 0, #payload + 20 + #options, 9, 0, 64, protocol, 0)
    .. "\10\0\0\2" .. "\10\0\0\1" .. options .. payload
end

-- Returns the content of a pcapng file with times in nanoseconds.
function captures.pcapng(link, packets, order)
  link, order = captures.links[link], order or "<"
  local parts = {
    block(order, 0x0a0d0d0a, pack(order .. "I4I2I2i8", 0x1a2b3c4d, 1, 0, -1)),
    block(order, 1, pack(order .. "I2I2I4I2I2BxxxI4", link[1], 0, 0, 9, 1, 9, 0)),
  }
  for i, packet in ipairs(packets) do
    packet = link[2] .. packet
    local time = 1000000000 + (i - 1) * 500000000
    parts[#parts + 1] = block(order, 6,
      pack(order .. "I4I4I4I4I4", 0, time >> 32, time & 0xffffffff, #packet, #packet) .. packet)
  end
  return table.concat(parts)
end

-- Writes a file and returns its path.
function captures.file(content)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(content)
  file:close()
  return path
end

function captures.options(...)
  local program = system.arguments[1]
  return {program = program, arguments = {program, ...}}
end

-- Runs the command and prints its output without the path.
function captures.show(content, ...)
  local path = captures.file(content)
  local arguments = {...}
  arguments[#arguments + 1] = path
  local result = system.run(captures.options(table.unpack(arguments)))
  os.remove(path)
  io.write(result.stdout, (result.stderr:gsub(path, "FILE")), "status ", result.exit_code, "\n")
end

return captures
