-- moonwire.proto.echo: the echo service (RFC 862). The server returns each datagram unchanged.

local _, host = ...
local check = host.late("proto_check.lua")
local random, pack, rep = math.random, string.pack, string.rep

local echo = {
  name = "echo", port = 7, title = "echo service, RFC 862", example = "echo://127.0.0.1",
  options = {size = true},
}

function echo.encode(message)
  return check.string("encode", check.table("encode", 1, message), "data", 65507)
end

function echo.decode(datagram)
  return {data = check.bytes("decode", 1, datagram)}
end

function echo.probe(options)
  options = check.options(options, echo.options)
  local size = check.integer("probe", options, "size", 0, 65507, 21)
  local sent = {}
  local exchange = {}

  function exchange.request(attempt)
    local bytes = pack("<c9I4I8", "moonwire ", attempt, random(0))
    sent[attempt] = bytes .. rep("\0", size - #bytes)
    return sent[attempt]
  end

  function exchange.check(datagram)
    datagram = check.bytes("check", 1, datagram)
    local length = check.length(#datagram)
    for attempt in next, sent do
      if sent[attempt] == datagram then return "matched", length .. " came back", {attempt = attempt} end
    end
    return "different", "a datagram of " .. length .. " came back that was not sent", {}
  end

  return exchange
end

return echo
