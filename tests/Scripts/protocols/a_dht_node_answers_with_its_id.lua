local bittorrent = require "moonwire.proto.bittorrent"

-- BEP 5
local ping = "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"
local message = bittorrent.decode(ping)
print(message.y, message.q, message.t, message.a.id, bittorrent.encode(message) == ping)
message = bittorrent.decode("d1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re")
print(message.y, message.r.id)
message = bittorrent.decode("d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee")
print(message.y, message.e[1], message.e[2])

-- BEP 3
print(bittorrent.encode {spam = {"a", "b"}, cow = "moo", number = -3, empty = {}, text = ""})
message = bittorrent.decode("d1:ai-9223372036854775808e1:bi9223372036854775807e1:clleleee")
print(message.a, message.b, #message.c, #message.c[1])

for _, text in ipairs {
  "", "i1e", "4:spam", "d", "de!", "d1:a", "d1:ae", "di1e1:ae", "d1:ai1", "d1:aie", "d1:ai-0ee", "d1:ai01ee",
  "d1:ai9223372036854775808ee", "d1:a" .. ("l"):rep(30000), "d1:al" .. ("0:"):rep(5000) .. "ee", "d99999999:a",
  "d1:a5:abcde", "d" .. ("1"):rep(60000), "d-1:ae", "d1:ai" .. ("1"):rep(60000) .. "ee",
} do print(bittorrent.decode(text)) end

local exchange = bittorrent.probe()
local first, second = exchange.request(1), exchange.request(2)
local asked, other = bittorrent.decode(first), bittorrent.decode(second)
print(asked.y, asked.q, #asked.a.id, asked.ro, #asked.t, asked.t ~= other.t, asked.a.id == other.a.id)

local function judge(answer)
  local verdict, text, f = exchange.check(type(answer) == "table" and bittorrent.encode(answer) or answer)
  print(verdict, text, f.id, f.version, f.ip, f.error, f.message)
end
local id = ("m"):rep(20)
judge {t = asked.t, y = "r", r = {id = id}, v = "LT\1\2", ip = "\192\0\2\1\18\52"}
judge {t = other.t, y = "r", r = {id = id}, ip = "\x20\1\x0d\xb8" .. ("\0"):rep(11) .. "\1\18\52"}
judge {t = other.t, y = "r", r = {id = id}, ip = "abc", v = 1}
judge {t = "aa", y = "r", r = {id = id}}
judge {y = "r", r = {id = id}}
judge {t = {}, y = "q", q = "ping"}
judge {t = asked.t, y = "e", e = {203, "Protocol\27"}}
judge {t = asked.t, y = "e", e = "text"}
judge {t = asked.t, y = "e", e = {{}, {}}}
judge {t = asked.t, y = "r", r = {id = "short"}}
judge {t = asked.t, y = "r"}
judge(first)
judge("hello")
print((select(2, bittorrent.probe().check(first))))

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
local endless = {}
endless.a = endless
failure(bittorrent.encode, endless)
failure(bittorrent.encode, {a = 1.5})
failure(bittorrent.encode, {[2] = 1})
failure(bittorrent.encode, {a = true})
failure(bittorrent.probe, {id = "x"})
