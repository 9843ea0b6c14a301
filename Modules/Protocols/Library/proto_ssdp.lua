-- moonwire.proto.ssdp: messages of SSDP (UPnP Device Architecture 2.0, section 1): searches, responses, announcements.

local _, host = ...
local check, headers = host.late("proto_check.lua"), host.late("proto_headers.lua")
local match, find, upper, tonumber, printable = string.match, string.find, string.upper, tonumber, byte_span.printable

local ssdp = {
  name = "ssdp", host = "239.255.255.250", port = 1900, title = "UPnP devices, M-SEARCH", example = "ssdp://",
  options = {st = true, mx = true, text = true, pattern = true},
}

function ssdp.encode(message)
  check.table("encode", 1, message)
  local first
  if message.status then
    first = "HTTP/1.1 " .. check.integer("encode", message, "status", 100, 599)
      .. " " .. check.string("encode", message, "reason", 100, "OK")
  else
    local method = check.string("encode", message, "method", 100, "M-SEARCH")
    if not find(method, "^[%w-]+$") then check.fail("encode", 1, "method: not a token") end
    first = method .. " * HTTP/1.1"
  end
  return headers.join(first, message.headers or {}, "")
end

function ssdp.decode(datagram)
  local first, list, by_name = headers.split(check.bytes("decode", 1, datagram))
  if not first then return nil, "no SSDP message: " .. list end
  local message = {headers = list, by_name = by_name}
  local status, reason = match(first, "^[Hh][Tt][Tt][Pp]/1%.%d (%d%d%d) ?(.*)$")
  if status then
    message.status, message.reason = tonumber(status), reason
  else
    message.method = match(first, "^([%w-]+) %* [Hh][Tt][Tt][Pp]/1%.%d$")
    if not message.method then return nil, "no SSDP message: the first line is neither a request nor a response" end
  end
  return message
end

-- Returns true if the address is a multicast group.
local function is_group(address)
  local first = tonumber(match(address, "^(%d+)%.%d+%.%d+%.%d+$"))
  return first and first >= 224 and first <= 239 or find(address, "^[Ff][Ff]%x%x:") ~= nil
end

function ssdp.probe(options)
  options = check.options(options, ssdp.options)
  local target, port = options.host or ssdp.host, options.port or ssdp.port
  local wanted = check.string("probe", options, "st", 300, "ssdp:all")
  local wait = check.integer("probe", options, "mx", 1, 120, 1)
  local content = check.content(options)
  if find(wanted, "[\r\n\0]") then check.fail("probe", 1, "st: not a search target") end
  local address = match(target, "^[^%%]*") -- without the zone of an IPv6 address
  if find(address, ":", 1, true) then address = "[" .. address .. "]" end
  local question = ssdp.encode {method = "M-SEARCH", headers = {
    {"HOST", address .. ":" .. port}, {"MAN", '"ssdp:discover"'}, {"MX", wait}, {"ST", wanted},
  }}
  local exchange = {any_source = is_group(target) or nil}
  -- any datagram of the asked host shows that it is alive, but a stray datagram shows nothing about a group
  local otherwise = exchange.any_source and "unrelated" or "different"

  function exchange.request() return question end

  function exchange.check(datagram)
    datagram = check.bytes("check", 1, datagram)
    local message, problem = ssdp.decode(datagram)
    if not message then return otherwise, problem, {} end
    if not message.status then return otherwise, "a request: " .. printable(message.method), {} end
    local values = message.by_name
    local fields = {
      status = message.status, st = values.st, usn = values.usn, location = values.location, server = values.server,
      max_age = check.digits(match(values["cache-control"] or "", "max%-age%s*=%s*(%d+)")),
    }
    local text = message.status .. " " .. printable(message.reason) .. ", " .. printable(values.usn or "no USN")
      .. (values.server and ", server " .. printable(values.server) or "")
    if message.status ~= 200 then return otherwise, text, fields end
    if not values.st then return otherwise, text .. ", without ST", fields end
    if wanted ~= "ssdp:all" and upper(values.st) ~= upper(wanted) then
      return "different", text .. ", ST " .. printable(values.st), fields
    end
    local missing = content(datagram)
    if missing then return "different", text .. ", " .. missing, fields end
    return "matched", text, fields
  end

  return exchange
end

return ssdp
