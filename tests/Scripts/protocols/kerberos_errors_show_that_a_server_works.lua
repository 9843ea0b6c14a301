-- The error and the answer are from krb5kdc 1.20.1. The ticket and the sealed part of the answer are cut.
local kerberos, time = require "moonwire.proto.kerberos", require "time"

local function hex(text) return tostring(byte_span.from_hex((text:gsub("%s", "")))) end

local function show(message, problem)
  if not message then print("nil", problem) return end
  local names = {}
  for name in pairs(message) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local value = message[name]
    if type(value) == "table" then value = table.concat(value, " ") end
    if name ~= "data" then print("  " .. name, value) end
  end
end

local demand = hex [[
  7e81e23081dfa003020105a10302011ea411180f32303236313133303030333830355aa5050203053f88a603020119a70c1b0a50524f42452e5445
  5354a8123010a003020101a10930071b05616c696365a90c1b0a50524f42452e54455354aa1f301da003020102a11630141b066b72627467741b0a
  50524f42452e54455354ab101b0e4e45454445445f50524541555448ac51044f304d300aa10402020088a20204003025a103020113a21e041c301a
  3018a003020112a1111b0f50524f42452e54455354616c6963653009a103020102a2020400300da10402020085a20504034d4954]]
show(kerberos.decode(demand))
local ticket = hex [[
  6b8186308183a003020105a10302010ba22730253023a103020113a21c041a30183016a003020112a10f1b0d50524f42452e54455354626f62a30c
  1b0a50524f42452e54455354a410300ea003020101a10730051b03626f62a50d610b3009a003020105a1023000a61f301da003020112a216041400
  00000000000000000000000000000000000000]]
show(kerberos.decode(ticket))
local question = kerberos.encode {
  realm = "PROBE.TEST", client = "host/www.probe.test", nonce = 0xFFFFFFFF, etypes = {18, -1},
}
print(byte_span.to_hex(question))
show(kerberos.decode(question))

local exchange

local function check(datagram)
  local verdict, text, fields = exchange.check(datagram)
  print(verdict, (text:gsub("clock [%+%-]%d+%.%d+ s", "clock")), fields.code)
  return fields
end

local now = time.system_clock.now().seconds_since_epoch // 1

local function answer(code, change)
  local message = {type = "error", code = code, realm = "PROBE.TEST", time = now}
  for name, value in pairs(change or {}) do message[name] = value end
  return check(kerberos.encode(message))
end

exchange = kerberos.probe {path = "PROBE.TEST", principal = "alice"}
question = kerberos.decode(exchange.request(1))
print(question.client, question.realm, question.server, question.nonce < 1 << 31)
print(kerberos.decode(exchange.request(2)).nonce ~= question.nonce)
local fields = check(demand)
print(table.concat(fields.preauth_types, " "), table.concat(fields.etypes, " "), fields.text, fields.client)
fields = answer(6)
print(math.abs(fields.clock_skew) < 60)
answer(25)
answer(52)
answer(68)
answer(14)
answer(18, {text = "LOCKED\27"})
answer(999)
answer(25, {realm = "OTHER.TEST"})
answer(25, {realm = "probe.test"})
check(exchange.request(1))
check(demand:sub(1, 100))
check("4" .. demand)
exchange = kerberos.probe {user = "bob@PROBE.TEST", code = "as-rep,25", max_skew = "120"}
print(kerberos.decode(exchange.request(1)).client)
check(ticket)
answer(6)
answer(25, {time = now + 600})
answer(25, {time = now + 60})
exchange = kerberos.probe {code = 6}
print(kerberos.decode(exchange.request(1)).client, kerberos.decode(exchange.request(1)).realm)
check(ticket)

-- Times of the calendar.
for _, seconds in ipairs {0, 951782399, 951782400, 951868799, 951868800, 1798675200, 253402300799} do
  local decoded = kerberos.decode(kerberos.encode {type = "error", realm = "X", code = 6, time = seconds})
  print(seconds, decoded.time == seconds)
end

for _, options in ipairs {{code = "x"}, {max_skew = "x"}, {principal = ("x"):rep(201)}} do
  print((select(2, pcall(kerberos.probe, options))).detail)
end
print((select(2, pcall(kerberos.encode, {realm = "X"}))).detail)
print((select(2, pcall(kerberos.encode, {type = "x", realm = "X"}))).detail)
