-- Texts and endpoints that the files of `moonwire replay` share.
local byte, format, gsub, sub, match = string.byte, string.format, string.gsub, string.sub, string.match
local pack, max, min, concat = string.pack, math.max, math.min, table.concat
local endpoint, to_endpoint, from_bytes, new = ip.tostring, ip.toendpoint, ip.address.from_bytes, ip.address.new
local pcall = pcall
local ROWS <const> = 16 -- the maximum number of rows of a difference

local text = {}

local function printable(bytes) return (gsub(bytes, "[^\x20-\x7e]", ".")) end

local function hidden_bytes() end

-- Sets the function hidden(datagram, sock, address, port), which returns a string with "\1" for each byte that no text
-- shows, or nil.
function text.hide(hidden) hidden_bytes = hidden end

-- Returns a line with the offset, the bytes in hex and as text. Bytes at the positions in `skip` are shown as "..".
local function row(bytes, at, skip)
  local part, hex, letters = sub(bytes, at, at + 15), {}, {}
  for i = 1, #part do
    local position = at + i - 1
    local hides = skip and skip[position]
    hex[i] = hides and ".." or format("%02x", byte(part, i))
    letters[i] = hides and "." or printable(sub(part, i, i))
  end
  return (gsub(format("%04x  %-48s %s", at - 1, concat(hex, " "), concat(letters)), " +$", ""))
end

-- Returns lines with the first bytes in hex and as text.
function text.dump(bytes, count, indent)
  local lines = {}
  for at = 1, min(#bytes, count), 16 do lines[#lines + 1] = indent .. row(sub(bytes, 1, count), at) end
  return lines
end

-- Returns the position of the first byte that differs, or nil. Positions in `skip` are not compared.
function text.first_difference(expected, got, skip)
  local common = min(#expected, #got)
  for at = 1, common do
    if not skip[at] and byte(expected, at) ~= byte(got, at) then return at end
  end
  if #expected ~= #got then return common + 1 end
end

local function differs(a, b, at, skip)
  for position = at, min(at + 15, max(#a, #b)) do
    if not skip[position] and byte(a, position) ~= byte(b, position) then return true end
  end
end

-- Returns the positions in `skip` and the positions of the hidden bytes of both datagrams. The socket has received
-- `got` from the address and port.
local function unshown(expected, got, skip, sock, address, port)
  local one, other = hidden_bytes(expected, sock, address, port), hidden_bytes(got, sock, address, port)
  if not one and not other then return skip end
  local positions = {}
  for at = 1, max(#expected, #got) do
    positions[at] = skip[at] or one and byte(one, at) == 1 or other and byte(other, at) == 1
  end
  return positions
end

-- Returns the rows of two datagrams that differ: "-" marks the recorded row, "+" the row that the socket has received
-- from the address and port.
function text.difference(expected, got, skip, sock, address, port)
  local lines, count, skipped = {}, 0, unshown(expected, got, skip, sock, address, port)
  for at = 1, max(#expected, #got), 16 do
    if differs(expected, got, at, skip) then
      count = count + 1
      if count <= ROWS then
        lines[#lines + 1] = at <= #expected and "- " .. row(expected, at, skipped) or nil
        lines[#lines + 1] = at <= #got and "+ " .. row(got, at, skipped) or nil
      end
    end
  end
  if count > ROWS then lines[#lines + 1] = format("  ... %d more rows differ", count - ROWS) end
  return concat(lines, "\n")
end

-- Returns the key of an endpoint: the bytes of its address and port.
function text.key(d, side) return d[side] .. pack(">I2", d[side .. "_port"]) end

-- Returns a side of a datagram or message as text, such as "10.0.0.1:53".
function text.name(d, side) return endpoint(from_bytes(d[side]), d[side .. "_port"]) end

-- Returns the endpoint of a key as text.
function text.of_key(key)
  return endpoint(from_bytes(sub(key, 1, -3)), byte(key, -2) << 8 | byte(key, -1))
end

-- Returns the address and the port of "ADDRESS:PORT" or "ADDRESS". The port is nil without one. Returns nothing for
-- another text.
function text.parse(value)
  local ok, address, port = pcall(to_endpoint, value)
  if ok then return address, port end
  ok, address = pcall(new, match(value, "^%[(.*)%]$") or value)
  if ok then return address end
end

-- Returns a function that returns true for the keys of the endpoint, or of all endpoints of the address. Returns
-- nothing for another text.
function text.matcher(value)
  local address, port = text.parse(value)
  if not address then return end
  local bytes = address:to_bytes()
  return function(key)
    return sub(key, 1, -3) == bytes and (not port or port == byte(key, -2) << 8 | byte(key, -1))
  end
end

return text
