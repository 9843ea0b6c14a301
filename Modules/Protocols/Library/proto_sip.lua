-- moonwire.proto.sip: requests and responses of SIP (RFC 3261). The probe asks OPTIONS with rport (RFC 3581).

local _, host = ...
local check, headers = host.late("proto_check.lua"), host.late("proto_headers.lua")
local match, find, format, lower, gsub, sub = string.match, string.find, string.format, string.lower, string.gsub,
  string.sub
local random, tonumber, printable, type = math.random, tonumber, byte_span.printable, type

local sip = {
  name = "sip", port = 5060, title = "SIP server, OPTIONS, RFC 3261", example = "sip://127.0.0.1",
  options = {user = true, uri = true, status = true, from = true, sent_by = true, text = true, pattern = true},
}

local LONG <const> = {
  c = "content-type", e = "content-encoding", f = "from", i = "call-id", k = "supported", l = "content-length",
  m = "contact", s = "subject", t = "to", v = "via",
}

function sip.encode(message)
  check.table("encode", 1, message)
  local body, first = check.string("encode", message, "body", 65507, ""), nil
  if message.status then
    first = "SIP/2.0 " .. check.integer("encode", message, "status", 100, 699)
      .. " " .. check.string("encode", message, "reason", 1000, "")
  else
    local method, uri = check.string("encode", message, "method", 100), check.string("encode", message, "uri", 1000)
    if not find(method, "^[%w%-.!%%*_+`'~]+$") then check.fail("encode", 1, "method: not a token") end
    if not find(uri, "^[^%s%c]+$") then check.fail("encode", 1, "uri: not a URI") end
    first = method .. " " .. uri .. " SIP/2.0"
  end
  local list, has_length = {}, false
  local given = check.table("encode", 1, message.headers or {})
  for i = 1, #given do
    list[i] = check.table("encode", 1, given[i])
    local name = type(given[i][1]) == "string" and lower(given[i][1])
    has_length = has_length or name == "content-length" or name == "l"
  end
  if not has_length then list[#list + 1] = {"Content-Length", #body} end
  return headers.join(first, list, body)
end

function sip.decode(datagram)
  local first, list, by_name, body = headers.split(check.bytes("decode", 1, datagram), LONG)
  if not first then return nil, "no SIP message: " .. list end
  local message = {headers = list, by_name = by_name}
  local status, reason = match(first, "^[Ss][Ii][Pp]/2%.0 (%d%d%d) ?(.*)$")
  if status then
    message.status, message.reason = tonumber(status), reason
  else
    message.method, message.uri = match(first, "^(%S+) (%S+) [Ss][Ii][Pp]/2%.0$")
    if not message.method then return nil, "no SIP message: the first line is neither a request nor a response" end
  end
  local length = check.digits(by_name["content-length"]) or #body
  if length > #body then return nil, "no SIP message: the body has " .. check.length(#body) .. " of " .. length end
  message.body = sub(body, 1, length)
  return message
end

-- Returns the URI of the server, or of one of its users.
local function uri_of(options)
  if options.uri then return check.string("probe", options, "uri", 1000) end
  local user = check.string("probe", options, "user", 300, "")
  local name = gsub(options.host or "localhost.invalid", "%%.*", "") -- without the zone of an IPv6 address
  if find(name, ":", 1, true) then name = "[" .. name .. "]" end
  return "sip:" .. (user ~= "" and user .. "@" or "") .. name
    .. ((options.port or sip.port) ~= sip.port and ":" .. options.port or "")
end

local function parameter(via, name)
  return match(via, ";%s*" .. name .. "=([^%s;,]+)")
end

function sip.probe(options)
  options = check.options(options, sip.options)
  local is_expected = check.codes(options, "status", "2xx,3xx,4xx,501,6xx")
  local content = check.content(options)
  local uri = uri_of(options)
  local from = check.string("probe", options, "from", 1000, "sip:moonwire@localhost.invalid")
  local sent_by = check.string("probe", options, "sent_by", 300, "localhost.invalid")
  if find(uri .. from .. sent_by, "[%s%c<>]") then check.fail("probe", 1, "a URI with a space or an angle bracket") end
  local id, tag, branches = format("%016x@moonwire", random(0)), format("%08x", random(0) & 0xFFFFFFFF), {}
  local exchange = {}

  function exchange.request(attempt)
    branches[attempt] = format("z9hg4bk%016x", random(0))
    return sip.encode {method = "OPTIONS", uri = uri, headers = {
      {"Via", "SIP/2.0/UDP " .. sent_by .. ";branch=" .. gsub(branches[attempt], "^z9hg4bk", "z9hG4bK") .. ";rport"},
      {"Max-Forwards", 70}, {"From", "<" .. from .. ">;tag=" .. tag}, {"To", "<" .. uri .. ">"}, {"Call-ID", id},
      {"CSeq", attempt .. " OPTIONS"}, {"Contact", "<sip:moonwire@" .. sent_by .. ">"}, {"Accept", "application/sdp"},
      {"User-Agent", "moonwire"},
    }}
  end

  function exchange.check(datagram)
    datagram = check.bytes("check", 1, datagram)
    local message, problem = sip.decode(datagram)
    if not message then return "different", problem, {} end
    local by_name, status = message.by_name, message.status
    local number, method = match(by_name.cseq or "", "^(%d+)%s+(%S+)$")
    local via = lower(by_name.via or "")
    local branch = branches[tonumber(number)]
    if by_name["call-id"] ~= id or method ~= "OPTIONS" or not branch or parameter(via, "branch") ~= branch then
      return "unrelated", "a SIP message of another transaction", {}
    end
    if not status then return "different", "the request came back", {} end
    local server = by_name.server or by_name["user-agent"]
    local fields = {
      status = status, reason = message.reason, server = server, allow = by_name.allow, supported = by_name.supported,
      contact = by_name.contact, received = parameter(via, "received"), rport = check.digits(parameter(via, "rport")),
    }
    local text = status .. " " .. printable(message.reason) .. (server and ", server " .. printable(server) or "")
    if status < 200 then return "unrelated", text .. ": the final response follows", fields end
    local missing = content(datagram)
    if not is_expected(status) then return "different", text .. ": another status than expected", fields end
    if missing then return "different", text .. ", " .. missing, fields end
    return "matched", text, fields
  end

  return exchange
end

return sip
