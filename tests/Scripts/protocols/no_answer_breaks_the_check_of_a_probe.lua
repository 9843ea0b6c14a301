-- Valid answers with changed, missing and added bytes. Each check returns a verdict, a text of one line and fields that
-- JSON can hold.
local json = require "json"
math.randomseed(20261130, 2)

local function get(name) return require("moonwire.proto." .. name) end

-- Each function returns an exchange and answers that it accepts or judges.
local cases = {
  function()
    local sip = get "sip"
    local exchange = sip.probe {text = "Allow"}
    local asked = sip.decode(exchange.request(1))
    asked.status, asked.method = 200, nil
    return exchange, {sip.encode(asked), (sip.encode(asked):gsub("Accept", "Allow"))}
  end,
  function()
    local coap = get "coap"
    local exchange = coap.probe {path = "a/b", text = "ab"}
    local asked = coap.decode(exchange.request(1))
    local answers = {}
    for i, kind in ipairs {"ACK", "CON", "NON"} do
      answers[i] = coap.encode {
        type = kind, code = "2.05", id = asked.id, token = asked.token, payload = "abc",
        options = {{"ETag", "\1\2\3"}, {"Content-Format", 50}, {"Block2", 70000}, {2000, "x"}},
      }
    end
    return exchange, answers
  end,
  function()
    local coap = get "coap"
    local exchange = coap.probe()
    return exchange, {coap.encode {type = "RST", code = "0.00", id = coap.decode(exchange.request(1)).id}}
  end,
  function()
    local tftp = get "tftp"
    return tftp.probe {path = "a", blksize = 8, pattern = "^a"}, {
      tftp.encode {op = "DATA", block = 1, data = "abcd"}, tftp.encode {op = "OACK", options = {blksize = 8}},
      tftp.encode {op = "ERROR", code = 1, message = "no"},
    }
  end,
  function()
    local ssdp = get "ssdp"
    local headers = {{"ST", "ssdp:all"}, {"USN", "u"}, {"Cache-Control", "max-age=1"}, {"Server", "s"}}
    return ssdp.probe {host = "192.0.2.1"}, {ssdp.encode {status = 200, headers = headers}}
  end,
  function()
    local source = get "source"
    local info = source.encode {kind = "info", name = "n", map = "m", version = "1", port = 1}
    local gold = string.pack("<c5zzzzzBBBc1c1BBzzBI4I4BBBB", "\255\255\255\255m", "a", "b", "c", "d", "e", 1, 2, 3, "d",
      "l", 0, 1, "f", "g", 0, 1, 2, 3, 4, 5, 6)
    local part = "\254\255\255\255\1\0\0\0\1\0\0\5" .. info
    return source.probe(), {info, gold, part, source.encode {kind = "challenge", challenge = 1}}
  end,
  function()
    local raknet = get "raknet"
    local exchange = raknet.probe()
    local time = raknet.decode(exchange.request(1)).time
    return exchange, {raknet.encode {kind = "pong", time = time, data = "MCPE;a\\;b;1;2;3;4;5;6;7;8;9;10"}}
  end,
  function()
    local bittorrent = get "bittorrent"
    local exchange = bittorrent.probe()
    local t = bittorrent.decode(exchange.request(1)).t
    return exchange, {
      bittorrent.encode {t = t, y = "r", r = {id = ("a"):rep(20)}, v = "LT\0\1", ip = "\1\2\3\4\5\6"},
      bittorrent.encode {t = t, y = "e", e = {201, "no"}},
    }
  end,
}

local function changed(datagram)
  local position, choice = math.random(1, #datagram + 1), math.random(1, 4)
  local before, after = datagram:sub(1, position - 1), datagram:sub(position)
  local byte = string.char(math.random(0, 255))
  if choice == 1 then return before end
  if choice == 2 then return before .. byte .. after end
  if choice == 3 then return before .. after:sub(2) end
  return before .. byte .. after:sub(2)
end

local seen = {}
for index, case in ipairs(cases) do
  local exchange, answers = case()
  for _ = 1, 400 do
    local datagram = answers[math.random(#answers)]
    for _ = 1, math.random(0, 3) do datagram = changed(datagram) end
    local ok, verdict, text, fields = pcall(exchange.check, datagram)
    local is_fine = ok and not text:find("%c") and pcall(json.encode, fields, {escape_invalid = true})
    if not is_fine then error(index .. ": " .. tostring(verdict) .. ", " .. byte_span.to_hex(datagram)) end
    seen[index .. verdict] = true
  end
  assert(seen[index .. "matched"] or index == 4 and seen[index .. "continue"], index)
end
print("all checks return")
