local ssdp = require "moonwire.proto.ssdp"

local exchange = ssdp.probe()
print((exchange.request(1):gsub("\r\n", "|\n")))
print(exchange.any_source, exchange.request(1) == exchange.request(2))

local function judge(exchange, datagram)
  local verdict, text, f = exchange.check(datagram)
  print(verdict, text, f.st, f.max_age)
end
local answer = "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age = 1810\r\nST: upnp:rootdevice\r\n"
  .. "USN: uuid:4d69::upnp:rootdevice\r\nEXT:\r\nServer: Debian UPnP/1.0 MiniDLNA/1.3.0\r\n"
  .. "LOCATION: http://192.0.2.1:8200/rootDesc.xml\r\n\r\n"
local notify = ssdp.encode {method = "NOTIFY", headers = {{"NT", "upnp:rootdevice"}, {"NTS", "ssdp:alive"}}}
judge(exchange, answer)
judge(exchange, answer:gsub("\r\n", "\n"):sub(1, -2)) -- as some devices send it
judge(exchange, answer:gsub("ST: upnp:rootdevice\r\n", ""))
judge(exchange, answer:gsub("200 OK", "500 No"))
judge(exchange, answer:gsub("1810", ("9"):rep(400)))
judge(exchange, notify)
judge(exchange, exchange.request(1))
judge(exchange, "hello")

for _, host in ipairs {"192.0.2.1", "ff02::c%eth0", "fe80::c", "239.1.2.3", "240.0.0.1", "device.example"} do
  local asked = ssdp.probe {host = host, port = 1901, st = "upnp:rootdevice", mx = 3, text = "MiniDLNA"}
  local question = ssdp.decode(asked.request(1))
  print(question.method, question.by_name.host, question.by_name.mx, question.by_name.man, asked.any_source)
  judge(asked, answer)
  judge(asked, answer:gsub("ST: upnp", "ST: other"))
  judge(asked, answer:gsub("MiniDLNA", "Other"))
  judge(asked, "hello")
end

local message = ssdp.decode(notify)
print(message.method, message.status, message.by_name.nts, #message.headers)
print(ssdp.encode(ssdp.decode(answer)) == answer:gsub("Server:", "Server:"):gsub("EXT:", "EXT: "))
for _, text in ipairs {"", "HTTP/1.1 200 OK", "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n: a\r\n\r\n"} do
  print(ssdp.decode(text))
end

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
failure(ssdp.encode, {method = "A B"})
failure(ssdp.encode, {headers = {{"A", "\n"}}})
failure(ssdp.probe, {mx = 0})
failure(ssdp.probe, {st = "a\r\nb"})
