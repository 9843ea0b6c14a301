-- The first answer is from avahi 0.8.
local mdns = require "moonwire.proto.mdns"
local exchange = mdns.probe {path = "_ipp._tcp"}
local question = exchange.request(1)
print(byte_span.to_hex(question:sub(3)), exchange.any_source)

local answer = tostring(byte_span.from_hex((([[
  84000001000500000000045f697070045f746370056c6f63616c00000c8001c00c000c00010000000a00100d42c3bc726f20447275636b6572c00c
  c02d001000010000000a000e0d72703d7072696e746572732f78c02d002100010000000a00120000000002770970726f6265686f7374c016c069
  001c00010000000a0010fe800000000000008c7569fffe44c78cc069000100010000000a00040a090001]]):gsub("%s", ""))))
local message = mdns.decode("\0\0" .. answer)
print(message.questions[1].name, message.questions[1].unicast)
for _, r in ipairs(message.answers) do print(r.name, r.type, r.ttl, r.value, r.flush) end

local function check(...)
  local verdict, text = exchange.check(...)
  print(verdict, text)
end
check(question:sub(1, 2) .. answer)
check("\0\0" .. answer)
check("\xff\xff" .. answer)
check(question)
check("no message")

local function answered(name, value, change)
  local reply = {response = true, answers = {{name = name, type = "PTR", ttl = 10, value = value, flush = true}}}
  for key, other in pairs(change or {}) do reply[key] = other end
  check(mdns.encode(reply))
end
answered("_IPP._tcp.LOCAL", "x._ipp._tcp.local")
answered("_http._tcp.local", "x._http._tcp.local")
answered("_ipp._tcp.local", "x._ipp._tcp.local", {rcode = "REFUSED"})

for _, options in ipairs {
  {}, {path = "printer"}, {path = "printer.local.", type = "AAAA"}, {path = "My%20Printer._ipp._tcp"},
  {path = "192.0.2.1"}, {path = "x", unicast = "no"},
} do
  local asked = mdns.decode(mdns.probe(options).request(1)).questions[1]
  print(asked.name, asked.type, asked.unicast)
end

exchange = mdns.probe {path = "_ipp._tcp", answer = "Office Printer._ipp._tcp.local", match = "any"}
answered("_ipp._tcp.local", "Office\\032Printer._ipp._tcp.local")
answered("_ipp._tcp.local", "Other._ipp._tcp.local")

print(mdns.probe({host = "ff02::fb"}).any_source, mdns.probe({host = "192.0.2.1"}).any_source)
exchange = mdns.probe {host = "192.0.2.1", path = "_ipp._tcp"}
check(exchange.request(1))
answered("_http._tcp.local", "x._http._tcp.local")
check("no message")
