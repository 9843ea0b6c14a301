local statsd = require "moonwire.proto.statsd"

local function show(list, problem)
  if not list then return print(list, problem) end
  for _, m in ipairs(list) do
    print(m.name, m.value, m.type, m.rate, m.is_change, m.timestamp, m.tags and table.concat(m.tags, " "))
  end
end

show(statsd.decode "gorets:1|c\ngorets:1|c|@0.1\nglork:320|ms|@0.1\ngaugor:333|g\ngaugor:-10|g\ngaugor:+4|g")
show(statsd.decode "uniques:765|s")
show(statsd.decode(byte_span.append "users.online:1:2:3.5|d|@0.5|#country:china,vip|c:abc|T1656581400|?\r\n\n"))
show(statsd.decode "set:a:b|s")
show(statsd.decode "big:1e3|h")
for _, text in ipairs {
  "", "\n", "a", "a:1", "a:|c", ":1|c", "a:1|x", "a:x|c", "a:0x10|c", "a:inf|c", "a:1e999|c", "a:1|c\nb", "_e{1,1}:a|b",
  ("a:1|c\n"):rep(5000), "a:1|c|#" .. ("x,"):rep(5000), "a:" .. ("1:"):rep(5000) .. "|c", "a:--1|c",
} do show(statsd.decode(text)) end

print(statsd.encode {name = "a.b", value = 1})
print(statsd.encode {name = "a", value = 2.5, type = "ms", rate = 0.1, tags = {"env:prod", "vip"}})
print(statsd.encode {name = "a", value = "-3", type = "g", is_change = true})
print(statsd.encode {{name = "a", value = 3, type = "g", is_change = true}, {name = "b", value = "x:y", type = "s"}})
local metrics = "a:+3|g\nb:x:y|s|#t\nc:1.5|ms|@0.1"
print(statsd.encode(statsd.decode(metrics)) == metrics)

local exchange = statsd.probe()
print(exchange.request(1), exchange.one_way, (exchange.check("anything")))
print(statsd.probe {name = "n", value = "7", type = "h", rate = "0.5", tag = {"a:b", "c"}}.request(1))
print(statsd.probe {tag = "one"}.request(1))

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
failure(statsd.encode, {})
failure(statsd.encode, {name = "a|b", value = 1})
failure(statsd.encode, {name = "a"})
failure(statsd.encode, {name = "a", value = 0 / 0})
failure(statsd.encode, {name = "a", value = "0x10"})
failure(statsd.encode, {name = "a", value = 1, type = "x"})
failure(statsd.encode, {name = "a", value = -1, type = "g"})
failure(statsd.encode, {name = "a", value = 1, tags = {"a\nb"}})
failure(statsd.encode, {1})
failure(statsd.probe, {value = "x"})
