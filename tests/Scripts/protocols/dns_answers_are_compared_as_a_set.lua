local dns = require "moonwire.proto.dns"

local exchange, question

local function ask(options)
  exchange = dns.probe(options)
  question = dns.decode(exchange.request(1))
end

-- Checks an answer to the question. `change` has other fields of the message.
local function answer(values, change)
  local message = {id = question.id, response = true, ra = true, questions = question.questions, answers = {}}
  for i, value in ipairs(values) do
    local record = type(value) == "table" and value or {value = value}
    record.name = record.name or question.questions[1].name
    record.type, record.ttl = record.type or question.questions[1].type, 60
    message.answers[i] = record
  end
  for name, value in pairs(change or {}) do message[name] = value end
  local verdict, text = exchange.check(dns.encode(message))
  print(verdict, text)
end

local one, two, three = "192.0.2.1", "192.0.2.2", "198.51.100.3"
for _, match in ipairs {"exact", "all", "any", "none"} do
  print("-- " .. match)
  ask {path = "www.example.com", answer = {one, two}, match = match}
  answer {two, one}
  answer {one, two, three}
  answer {one}
  answer {three}
  answer {}
end

print("-- networks, patterns, names, texts")
ask {path = "www.example.com", answer = "192.0.2.0/24"}
answer {one, two}
answer {one, three}
ask {path = "www.example.com", type = "AAAA", answer = "2001:DB8:0::1"}
answer {"2001:db8::1"}
ask {path = "example.com", type = "mx", answer = {"10 MAIL.example.com.", "20 mx.example.net"}}
answer {"20 MX.example.net", "10 mail.example.com"}
answer {"20 mx.example.net", "11 mail.example.com"}
ask {path = "example.com", type = "TXT", pattern = {"^v=spf1 ", "%-all$"}, match = "all"}
answer {"v=spf1 mx -all", "x"}
answer {"v=spf1 mx ~all"}
ask {path = "www.example.com", answer = one}
answer {{type = "CNAME", value = "a.example.net"}, {name = "A.example.net", value = one}}
answer {{type = "CNAME", value = "a.example.net"}, {name = "b.example.net", value = one}}
answer {{type = "CNAME", value = "www.example.com"}}
ask {path = "192.0.2.1"}
print(question.questions[1].name, question.questions[1].type)
ask {path = "2001:db8::1", type = "PTR"}
print(question.questions[1].name)

print("-- codes and flags")
ask {path = "www.example.com"}
answer {one}
answer {}
answer({}, {rcode = "NXDOMAIN"})
answer({}, {tc = true})
ask {path = "www.example.com", rcode = {"NXDOMAIN", "3"}}
answer({}, {rcode = "NXDOMAIN"})
answer {one}
ask {path = "www.example.com", rcode = "NOERROR"}
answer {}
ask {path = "www.example.com", aa = "yes", ra = "no", ad = true}
print(question.ad, question.rd)
answer({one}, {aa = true, ra = false, ad = true})
answer({one}, {aa = true, ad = true})
answer({one}, {ra = false, ad = true})
ask {path = "www.example.com", answer = one}
answer({one}, {tc = true})
ask {path = "www.example.com", answer = one, match = "any"}
answer({one}, {tc = true})
ask {path = "www.example.com", match = "none"}
answer {}
answer {one}

print("-- a question without a name")
ask {}
print(question.questions[1].name, question.rd, question.edns.size)
answer({}, {rcode = "REFUSED"})
ask {type = "NS", class = "CH", recursion = "no", dnssec = "yes"}
print(question.questions[1].name, question.questions[1].class, question.rd, question.edns.dnssec)

print("-- forged and odd answers")
ask {path = "www.example.com"}
answer({one}, {id = question.id ~ 1})
answer({one}, {questions = {{name = "www.example.org"}}})
answer({one}, {questions = {{name = "www.example.com", type = "AAAA"}}})
answer({one}, {questions = {{name = "www.example.com", class = "CH"}}})
answer({one}, {questions = {{name = "WWW.example.COM"}}})
answer({one}, {questions = {}})
answer({}, {questions = {}, rcode = "SERVFAIL"})
answer({one}, {opcode = 4})
answer({one}, {response = false})
print((select(2, exchange.check("not DNS"))))
local late = exchange.request(2)
answer {one}
local verdict, text, _, following = exchange.check(dns.encode {
  id = question.id, response = true, rcode = "FORMERR", questions = question.questions,
})
print(verdict, text)
question = dns.decode(following)
print(question.edns, question.questions[1].name, late ~= following)
answer({}, {rcode = "FORMERR"})

print("-- wrong options")
local function failure(options) print((select(2, pcall(dns.probe, options))).detail) end
failure {path = "b\xc3\xbccher.example"}
failure {path = "a..b"}
failure {type = "NOPE"}
failure {path = "a", rcode = "NOPE"}
failure {path = "a", answer = "a"}
failure {path = "a", match = "most"}
failure {path = "a", pattern = "["}
failure {aa = "perhaps"}
failure {size = "x"}
failure {colour = "x"}
