local sip = require "moonwire.proto.sip"

-- RFC 3261, section 11.1
local request = sip.decode((([[
OPTIONS sip:carol@chicago.com SIP/2.0
Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bKhjhs8ass877
Max-Forwards: 70
To: <sip:carol@chicago.com>
From: Alice <sip:alice@atlanta.com>;tag=1928301774
Call-ID: a84b4c76e66710
CSeq: 63104 OPTIONS
Contact: <sip:alice@pc33.atlanta.com>
Accept: application/sdp
Content-Length: 0

]]):gsub("\n", "\r\n")))
print(request.method, request.uri, #request.headers, request.by_name["call-id"], request.by_name.cseq, #request.body)
print(#sip.encode(request), (sip.encode(request):gsub("\r\n.*", "")))
print(sip.encode(sip.decode(sip.encode(request))) == sip.encode(request))

-- compact and folded headers, white space before colons, and a body that is shorter than the datagram (RFC 4475)
local odd = sip.decode("SIP/2.0 200 \r\nTO :\r\n sip:a@b.example ;\r\n\ttag = 1\r\nv: SIP/2.0/UDP a\r\n"
  .. "v:SIP/2.0/UDP b\r\nl: 2\r\n\r\nabcd")
print(odd.status, odd.reason == "", odd.by_name.to, odd.by_name.via, odd.body)

for _, text in ipairs {
  "", "\r\n\r\n", "hello", "hello\r\n\r\n", "OPTIONS sip:a SIP/3.0\r\n\r\n", "SIP/2.0 200 OK\r\nno name\r\n\r\n",
  "SIP/2.0 200 OK\r\nl: 9\r\n\r\nabc", "SIP/2.0 200 OK\r\n" .. ("a: b\r\n"):rep(200),
} do print(sip.decode(text)) end

local function answer(exchange, datagram, status, change)
  local asked = sip.decode(datagram)
  local headers = {}
  for _, header in ipairs(asked.headers) do
    local name, value = header[1], header[2]
    if name == "Via" then value = value:gsub(";rport", ";received=192.0.2.7;rport=4711") end
    if name == "Via" or name == "From" or name == "To" or name == "Call-ID" or name == "CSeq" then
      headers[#headers + 1] = {name, change and change[name] and value:gsub(table.unpack(change[name])) or value}
    end
  end
  headers[#headers + 1] = {"Server", "box\27[31m"}
  headers[#headers + 1] = {"Allow", "INVITE, OPTIONS"}
  local verdict, text, fields = exchange.check(sip.encode {status = status, reason = "R", headers = headers})
  print(verdict, text, fields.received, fields.rport, fields.allow)
end

local exchange = sip.probe {host = "fe80::1%eth0", port = 5070, user = "alice"}
local first, second = exchange.request(1), exchange.request(2)
local asked = sip.decode(first)
print(asked.uri, asked.by_name.to, asked.by_name["max-forwards"], asked.by_name["content-length"], asked.by_name.cseq)
print(asked.by_name.via:match("^SIP/2.0/UDP localhost.invalid;branch=z9hG4bK%x+;rport$") ~= nil)
print(asked.by_name.from:match("^<sip:moonwire@localhost.invalid>;tag=%x+$") ~= nil, asked.by_name.contact)
answer(exchange, first, 200)
answer(exchange, second, 404)
answer(exchange, second, 100)
answer(exchange, second, 503)
answer(exchange, second, 501)
answer(exchange, first, 200, {["Call-ID"] = {"^.", "x"}})
answer(exchange, first, 200, {CSeq = {"^1", "2"}})
answer(exchange, first, 200, {CSeq = {"^1", "999999999999999999999999"}})
answer(exchange, first, 200, {CSeq = {"OPTIONS", "INVITE"}})
answer(exchange, first, 200, {Via = {"bK", "bK0"}})
print((select(2, exchange.check(first))))
print((select(2, exchange.check("hello"))))
print((sip.probe().check(sip.encode {status = 200})))

exchange = sip.probe {status = {"200,401-403", "6xx"}, text = "Allow: INVITE", sent_by = "192.0.2.1:5060"}
first = exchange.request(1)
for _, status in ipairs {200, 300, 400, 401, 402, 403, 404, 600, 699} do answer(exchange, first, status) end
exchange = sip.probe {pattern = "Server: %d"}
answer(exchange, exchange.request(1), 200)

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
failure(sip.encode, {method = "OPTIONS"})
failure(sip.encode, {method = "OPT IONS", uri = "sip:a"})
failure(sip.encode, {method = "OPTIONS", uri = "sip:a b"})
failure(sip.encode, {status = 99})
failure(sip.encode, {status = 200, headers = {{"A", "b\r\nC: d"}}})
failure(sip.encode, {status = 200, headers = {{"A:", "b"}}})
failure(sip.encode, {status = 200, reason = "a\nb"})
failure(sip.encode, {status = 200, headers = {1}})
failure(sip.probe, {status = "2x"})
failure(sip.probe, {user = "a>b"})
failure(sip.probe, {pattern = "["})
