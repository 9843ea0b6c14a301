local coap = require "moonwire.proto.coap"
local hex = byte_span.to_hex

local function show(m, problem)
  if not m then return print(m, problem) end
  local options = {}
  for _, option in ipairs(m.options) do
    options[#options + 1] = option[1] .. "=" .. (type(option[2]) == "string" and ("%q"):format(option[2]) or option[2])
    if #options[#options] > 50 then options[#options] = option[1] .. ": " .. #option[2] .. " bytes" end
  end
  print(m.type, m.code, ("%#x"):format(m.id), hex(m.token), m.path, table.concat(options, " "), m.payload)
end

-- RFC 7252, appendix A, figures 16 and 17
local get = coap.encode {type = "CON", code = "GET", id = 0x7d34, options = {{"Uri-Path", "temperature"}}}
print(hex(get))
show(coap.decode(get))
local content = coap.encode {type = "ACK", code = "2.05", id = 0x7d35, token = "\x20", payload = "22.3 C"}
print(hex(content))
show(coap.decode(content))

-- options in any order, with extended numbers and lengths; equal ones keep their order
local message = {type = "NON", code = "0.02", id = 1, token = "12345678", payload = "x", options = {
  {65535, ""}, {"Uri-Query", ("q"):rep(300)}, {"Observe", 0}, {"Content-Format", 50}, {"Max-Age", 0x123456},
  {"Uri-Path", "b"}, {"Uri-Path", "a"}, {"ETag", "\1\2"}, {300, ("z"):rep(20)}, {"Size1", 1 << 31},
}}
show(coap.decode(coap.encode(message)))
show(coap.decode(byte_span.append(coap.encode(message))))
show(coap.decode("\x40\x02\0\0\x65abcde")) -- an Observe of five bytes stays a string

for _, bytes in ipairs {
  "", "\x40\0\0", "\x80\0\0\0", "\x49\1\0\0", "\x41\1\0\0", "\x40\0\0\0x", "\x40\1\0\0\255", "\x40\1\0\0\xb5abc",
  "\x40\1\0\0\xf0", "\x40\1\0\0\x0f", "\x40\1\0\0\xd0", "\x40\1\0\0\xe0\xff\xff", "\x40\1\0\0" .. ("\0"):rep(200),
  "\x40\1\0\0\x0e\xff\xff" .. ("a"):rep(1000),
} do show(coap.decode(bytes)) end

local function judge(exchange, datagram)
  local verdict, text, fields, last = exchange.check(datagram)
  print(verdict, text, fields.code, last and hex(last))
end

print "ping"
local ping = coap.probe {host = "192.0.2.1"}
local first, second = ping.request(1), ping.request(2)
local id = coap.decode(first).id
print(#first, hex(first:sub(1, 2)), coap.decode(second).id - id & 0xFFFF)
judge(ping, coap.encode {type = "RST", code = "0.00", id = id})
judge(ping, coap.encode {type = "ACK", code = "0.00", id = id})
judge(ping, coap.encode {type = "RST", code = "0.00", id = id - 1 & 0xFFFF})
judge(ping, coap.encode {type = "NON", code = "0.00", id = id})
judge(ping, coap.encode {type = "NON", code = "2.05", id = id})
judge(ping, first)
judge(ping, "hello")

print "get"
local exchange = coap.probe {path = "a%2fb/c/", query = {"x=1", "y"}, accept = "50", text = "22", pattern = "^%d"}
local asked = coap.decode(exchange.request(1))
show({
  type = asked.type, code = asked.code, id = 0, token = "", path = asked.path, options = asked.options, payload = "",
})
local function answer(kind, code, change)
  local m = {type = kind, code = code, id = asked.id, token = asked.token, payload = "22 C"}
  for name, value in pairs(change or {}) do m[name] = value end
  judge(exchange, coap.encode(m))
end
answer("ACK", "2.05")
answer("NON", "2.04", {id = 7})
answer("CON", "2.05", {id = 7})
answer("CON", "5.03", {id = 7})
answer("ACK", "2.05", {id = asked.id - 1 & 0xFFFF})
answer("ACK", "2.05", {token = "other"})
answer("ACK", "2.05", {token = asked.token:sub(1, 4) .. "\9"})
answer("ACK", "2.05", {payload = "20 C"})
answer("ACK", "2.05", {payload = "C 22"})
answer("ACK", "4.04")
answer("ACK", "0.00", {token = "", payload = ""})
answer("RST", "0.00", {token = "", payload = ""})
answer("CON", "GET", {id = 7})
print((coap.probe {path = "", code = "4.04"}.check(exchange.request(2))))
print(coap.decode(coap.probe {path = ""}.request(1)).path == "")

exchange = coap.probe {path = "a", code = "4.xx,2.01-2.04"}
asked = coap.decode(exchange.request(1))
for _, code in ipairs {"2.00", "2.01", "2.05", "4.04", "5.00"} do answer("ACK", code) end

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
failure(coap.encode, {})
failure(coap.encode, {type = "CON", code = "2.99", id = 1})
failure(coap.encode, {type = "CON", code = "0.00", id = 1, token = "a"})
failure(coap.encode, {type = "CON", code = "GET", id = 65536})
failure(coap.encode, {type = "CON", code = "GET", id = 1, options = {{"Nothing", ""}}})
failure(coap.encode, {type = "CON", code = "GET", id = 1, options = {{"Accept", -1}}})
failure(coap.probe, {text = "a"})
failure(coap.probe, {path = "a", code = "2"})
failure(coap.probe, {path = "a", method = "get"})
