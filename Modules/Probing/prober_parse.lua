-- Parses targets: HOST:PORT and SCHEME://HOST[:PORT]/PATH?NAME=VALUE.
local _, host = ...
local late = host.late
local protocols = late("prober_protocols.lua")
local match, find, gsub, gmatch, lower = string.match, string.find, string.gsub, string.gmatch, string.lower
local char, rep, concat = string.char, string.rep, table.concat
local tonumber, type, pcall, tostring = tonumber, type, pcall, tostring

local function decode(text)
  return (gsub(text, "%%(%x%x)", function(digits) return char(tonumber(digits, 16)) end))
end

-- Splits "host:port", "[v6]:port" or a host without a port. The third result is true if the text is malformed.
local function split(text)
  local name, port = match(text, "^%[([^%]]+)%](.*)$")
  if not name then
    name, port = match(text, "^([^:]*)(.*)$")
  elseif not find(name, ":", 1, true) then
    return nil, nil, true
  end
  if port == "" then return name, nil end
  local number = tonumber(match(port, "^:(%d+)$"))
  if not number or number < 1 or number > 65535 then return nil, nil, true end
  return name, number
end

-- Returns the parameters of a query. A parameter that is given several times is a list.
local function parameters(query, options)
  for part in gmatch(query, "[^&]+") do
    local name, value = match(part, "^([^=]*)=?(.*)$")
    name, value = decode(name), decode(value)
    local earlier = options[name]
    if earlier == nil then options[name] = value
    elseif type(earlier) == "table" then earlier[#earlier + 1] = value
    else options[name] = {earlier, value} end
  end
end

-- Returns the exchange of a target with HOST:PORT.
local function raw(settings)
  local exchange = {}
  function exchange.request()
    local bytes = settings.question or ""
    local missing = (settings.size or 0) - #bytes
    return missing > 0 and bytes .. rep("\0", missing) or bytes
  end
  function exchange.check(datagram)
    local text = late("prober_data.lua").shown(datagram)
    if settings.expects(datagram) then return "matched", text, {} end
    return "different", text .. "; it is not the expected answer", {}
  end
  return exchange
end

local parse = {}

local function with_protocol(settings, text, scheme, rest)
  local module = protocols.find(scheme)
  if not module then
    return nil, "there is no protocol '" .. scheme .. "'; the protocols are " .. concat(protocols.names(), ", ")
  end
  if settings.send or settings.expect then
    return nil, text .. ": --send and --expect are for HOST:PORT; " .. scheme .. ":// has its own question"
  end
  if settings.size and scheme ~= "echo" then return nil, text .. ": --size is for HOST:PORT and echo://" end
  local authority, path, query = match(rest, "^([^/?#]*)/?([^?#]*)%??([^#]*)")
  authority = gsub(authority, "%%25", "%%") -- of the zone of an address
  local user, place = match(authority, "^(.*)@(.*)$")
  local name, port, is_wrong = split(place or authority)
  if is_wrong then return nil, text .. ": expected " .. scheme .. "://HOST:PORT, with a port from 1 to 65535" end
  if name == "" then name = module.host or "" end
  port = port or module.port
  if name == "" then return nil, text .. ": the host is missing" end
  if not port then return nil, text .. ": the port is missing, because " .. scheme .. " has no default port" end
  if not find(rest, "^[^?#]*/") then path = nil end
  local function make()
    local options = {}
    parameters(query, options)
    options.size = options.size or settings.size
    options.host, options.port, options.path, options.user = name, port, path, user and decode(user)
    return module.probe(options)
  end
  local ok, exchange = pcall(make)
  if not ok then
    local e = exchange
    return nil, text .. ": " .. (type(e) == "table" and e.detail or tostring(e))
  end
  if type(exchange) ~= "table" or type(exchange.request) ~= "function" then
    return nil, text .. ": the function probe of " .. scheme .. " returned no exchange"
  end
  if exchange.one_way and (settings.wait or settings.count) then
    local option = settings.wait and "--wait" or "--count"
    return nil, text .. ": the protocol has no answers, for which " .. option .. " waits"
  end
  return {text = text, scheme = scheme, host = name, port = port, make = make, exchange = exchange}
end

-- Returns a target, or nil and a message.
function parse.target(settings, text)
  local scheme, rest = match(text, "^([%a][%w+.-]*)://(.*)$")
  if scheme then return with_protocol(settings, text, lower(scheme), rest) end
  local name, port, is_wrong = split(text)
  if is_wrong or not port or name == "" then
    return nil, "'" .. text .. "' is not a target; expected HOST:PORT, [IPv6]:PORT or SCHEME://HOST"
  end
  return {text = text, host = name, port = port, make = function() return raw(settings) end}
end

-- Returns the address and the port of an option such as --source. The port is nil if the text has none.
function parse.endpoint(text)
  local ok, address = pcall(ip.address.new, text)
  if ok then return address end
  local name, port, is_wrong = split(text)
  if is_wrong and match(text, ":0$") then
    name, port, is_wrong = split(gsub(text, ":0$", ""))
    port = 0
  end
  if is_wrong then return nil end
  return name, port
end

return parse
