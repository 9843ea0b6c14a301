-- The assertions assert.datagram and assert.no_datagram.

local _, host = ...
local bytes, failure = host.late("test_bytes.lua"), host.late("test_failure.lua")
local addresses, options_of = host.late("test_addresses.lua"), host.late("test_datagram_options.lua")
local format_value = host.late("test_format.lua")
local type, tostring, pcall, find, unpack, pack, concat = type, tostring, pcall, string.find, string.unpack, table.pack,
  table.concat
local error, getmetatable = error, debug.getmetatable
local byte_span, with_timeout = byte_span, host.own.short.time.with_timeout

-- The default times to wait in seconds, for assert.datagram and for assert.no_datagram.
local PATIENCE <const>, SILENCE <const> = 1, 0.05
local LONGEST <const> = 65535

local function is_timeout(e) return type(e) == "table" and e.symbol == "ETIMEDOUT" and e.operation == "with_timeout" end

-- Receives a datagram. Returns the bytes, the address and the port. If no datagram arrives, returns nil and the error.
local function receive(sock, seconds)
  local buffer = byte_span.new(LONGEST)
  local ok, n, address, port = pcall(with_timeout, seconds, sock.receive_from, sock, buffer)
  if ok then return tostring(buffer:slice(1, n)), address, port end
  if is_timeout(n) then return nil, n end
  error(n, 0)
end

local function size(data) return #data .. (#data == 1 and " byte" or " bytes") end

local function endpoint(address, port) return tostring(address) .. " port " .. tostring(port) end

-- Returns a message if the sender is not the expected sender of test_datagram_options.lua.
local function wrong_sender(sender, address, port)
  local wanted, wanted_port = sender.address, sender.port
  local is_right = wanted == nil or addresses.equal(wanted, address)
  if is_right and (wanted_port == nil or wanted_port == port) then return nil end
  wanted = wanted or address
  return "Expected a datagram from:\n" .. (wanted_port and endpoint(wanted, wanted_port) or tostring(wanted))
    .. "\nIt came from:\n" .. endpoint(address, port)
end

-- Returns a function that returns true if the field at an index has hidden bytes.
local function redacted_fields(format, data, hidden, fields)
  if not hidden then return function() return false end end
  local seen = pack(pcall(unpack, format, bytes.altered(data, hidden)))
  return function(i) return not seen[1] or seen[i] ~= fields[i] end
end

-- Returns a message if the datagram does not have the expected fields {format, value, ...}.
local function wrong_fields(fields, data, hidden)
  local got = pack(pcall(unpack, fields[1], data))
  if not got[1] then
    return "Expected a datagram of the format " .. format_value(fields[1]) .. ":\n" .. tostring(got[2])
  end
  local is_hidden = redacted_fields(fields[1], data, hidden, got)
  local lines, is_wrong = {}, false
  for i = 2, #fields > got.n - 1 and #fields or got.n - 1 do
    local actual = i < got.n and got[i] or nil
    local differs = actual ~= fields[i]
    is_wrong = is_wrong or differs
    local text = i < got.n and is_hidden(i) and "(redacted)"
      or format_value(actual) .. (differs and ", expected " .. format_value(fields[i]) or "")
    lines[#lines + 1] = (differs and "* " or "  ") .. "field " .. i - 1 .. ": " .. text
  end
  if is_wrong then return "Expected other fields in the datagram:\n" .. concat(lines, "\n") end
end

-- Returns a message if the datagram is not the expected datagram. The second result is true if the message contains the
-- bytes.
local function fault(wanted, sender, data, hidden, address, port)
  local problem = sender and wrong_sender(sender, address, port)
  if problem then return problem end
  local expected = wanted.equals ~= nil and tostring(wanted.equals)
  local first = expected and data ~= expected
    and bytes.first_difference(data, expected, options_of.ignored(wanted.ignore))
  if first then
    return "Expected another datagram; the first difference is at offset " .. first - 1
      .. ", the lengths are " .. #data .. " and " .. #expected .. ".\n" .. bytes.compare(data, expected, hidden), true
  end
  if wanted.matches ~= nil and not find(data, wanted.matches) then
    return "Expected the datagram to match " .. format_value(wanted.matches) .. "."
  end
  return wanted.fields and wrong_fields(wanted.fields, data, hidden)
end

return function(assert)
  local function check_socket(sock, name)
    local mt = getmetatable(sock)
    if type(mt) ~= "table" or mt.__name ~= "ip.udp.socket" then
      failure.raise("bad argument #1 to '" .. name .. "' (ip.udp.socket expected, got " .. type(sock) .. ")", 4)
    end
  end

  local function says(list, text)
    list[1], list.n, list.nofmt = text, 1, {true}
  end

  assert:register("assertion", "datagram", function(state, list)
    local sock, wanted = list[1], list[2]
    local message = list[3]
    if type(wanted) == "string" then wanted, message = {}, wanted end
    if wanted == nil then wanted = {} end
    check_socket(sock, "datagram")
    local sender = options_of.check(wanted, 3)
    if message ~= nil then state.failure_message = message end
    local seconds = wanted.within or PATIENCE
    local data, address, port = receive(sock, seconds)
    if not data then
      says(list, "Expected a datagram within " .. seconds .. " s, but none came: " .. tostring(address.detail))
      return false
    end
    local hidden = bytes.hidden(data, sock, address, port)
    local problem, has_bytes = fault(wanted, sender, data, hidden, address, port)
    local came = "Datagram of " .. size(data) .. " from " .. endpoint(address, port)
    if state.mod then
      says(list, (problem or "") .. "\n" .. came .. (has_bytes and "" or ":\n" .. bytes.dump(data, hidden)))
    else
      says(list, "Expected no such datagram.\n" .. came .. ":\n" .. bytes.dump(data, hidden))
    end
    return not problem, {data, address, port}
  end, "assertion.datagram.positive", "assertion.datagram.negative")

  assert:register("assertion", "no_datagram", function(state, list)
    local sock, seconds, message = list[1], list[2], list[3]
    if type(seconds) == "string" then seconds, message = nil, seconds end
    check_socket(sock, "no_datagram")
    failure.check_seconds(seconds, 2, "no_datagram", 3)
    if message ~= nil then state.failure_message = message end
    local data, address, port = receive(sock, seconds or SILENCE)
    if data then
      says(list, "Expected no datagram within " .. (seconds or SILENCE) .. " s.\nDatagram of " .. size(data)
        .. " from " .. endpoint(address, port) .. ":\n"
        .. bytes.dump(data, bytes.hidden(data, sock, address, port)))
    else
      says(list, "Expected a datagram.")
    end
    return data == nil, {n = 0}
  end, "assertion.datagram.positive", "assertion.datagram.positive")
end
