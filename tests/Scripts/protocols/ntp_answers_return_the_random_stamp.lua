-- The first answer is from chronyd 4.3.
local ntp, time = require "moonwire.proto.ntp", require "time"
local packet = tostring(byte_span.from_hex(
  "240500e700000000000000007f7f0101eeb745c3d3f6d687926d670acd89052aeeb745c577227565eeb745c578e460c0"))
local message = ntp.decode(packet)
print(message.leap, message.version, message.mode, message.stratum, message.poll, message.precision)
print(message.root_delay, message.root_dispersion, byte_span.to_hex(message.reference_id))
print(("%x %x %.6f"):format(message.originate, message.transmit, ntp.to_seconds(message.transmit)))
print(ntp.encode(message) == packet)
for _, seconds in ipairs {0, 1767225600.5, 2085978496, 4000000000} do
  print(("%016x %.1f"):format(ntp.to_stamp(seconds), ntp.to_seconds(ntp.to_stamp(seconds))))
end
-- The difference is right when the seconds wrap around, in 2036.
print((ntp.to_stamp(2085978497) - ntp.to_stamp(2085978495)) / 0x1p32)

local exchange, question

local function ask(options)
  exchange = ntp.probe(options)
  question = ntp.decode(exchange.request(1))
end

local function answer(change, ahead)
  local now = ntp.to_stamp(time.system_clock.now().seconds_since_epoch + (ahead or 0))
  local reply = {
    mode = 4, stratum = 2, reference_id = "\192\0\2\1", originate = question.transmit, receive = now, transmit = now,
  }
  for name, value in pairs(change or {}) do reply[name] = value end
  local verdict, text, fields = exchange.check(ntp.encode(reply))
  text = text:gsub("[%+%-]%d+%.(%d+) s, delay %-?%d+%.%d+ s", "OFFSET, DELAY")
  print(verdict, text, fields.reference, fields.kiss)
  return fields
end

ask()
print(question.version, question.mode, question.transmit ~= ntp.decode(exchange.request(2)).transmit)
print(question.originate, question.receive, question.reference, question.stratum)
local fields = answer({}, 3600)
print(fields.offset > 3590 and fields.offset < 3610, fields.delay >= 0, fields.delay < 60)
answer {stratum = 1, reference_id = "GPS\0"}
answer {originate = question.transmit + 1}
answer {originate = 0}
answer {stratum = 0, reference_id = "RATE"}
answer {stratum = 16}
answer {leap = 3}
answer {transmit = 0}
answer {mode = 3, transmit = question.transmit}
answer {mode = 5}
print((exchange.check(packet)))
print((select(2, exchange.check(packet:sub(1, 47)))))
ask {max_stratum = "1", version = 3}
print(question.version)
answer()
ask {max_offset = "600"}
answer({}, 300)
answer({}, 3600)
answer({}, -3600)

for _, options in ipairs {{max_offset = "x"}, {max_stratum = 16}, {version = 5}} do
  print((select(2, pcall(ntp.probe, options))).detail)
end
print((select(2, pcall(ntp.encode, {reference_id = "12345"}))).detail)
print((select(2, pcall(ntp.encode, {stratum = 256}))).detail)
print((select(2, pcall(ntp.encode, {root_delay = 1e9}))).detail)
print((select(2, pcall(ntp.to_stamp, 0 / 0))).detail)
