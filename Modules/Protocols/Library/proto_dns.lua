-- moonwire.proto.dns: the domain name system (RFC 1035, RFC 6891).

local _, host = ...
local check, message, answers = host.late("proto_check.lua"), host.late("proto_dns_message.lua"),
  host.late("proto_dns_answers.lua")
local tostring, random, concat = tostring, math.random, table.concat
local lower, upper, find = string.lower, string.upper, string.find

local dns = {
  name = "dns", port = 53, title = "domain name system, RFC 1035",
  example = "dns://127.0.0.1/www.example.com?type=AAAA&answer=2001:db8::/32",
  options = {
    type = true, class = true, rcode = true, answer = true, pattern = true, match = true, aa = true, ad = true,
    ra = true, recursion = true, dnssec = true, size = true,
  },
  encode = message.encode, decode = message.decode,
}

function dns.reverse_name(address)
  return answers.reverse_name(tostring(address)) or check.fail("reverse_name", 1, "address expected")
end

-- Returns the records of the asked name, and of the names to which its CNAME records lead.
local function related(records, name, kind)
  local targets, wanted, found = {}, {}, {}
  for i = 1, #records do
    if records[i].type == "CNAME" then targets[lower(records[i].name)] = lower(records[i].value) end
  end
  name = lower(name)
  while name and not wanted[name] do
    wanted[name] = true
    name = targets[name]
  end
  for i = 1, #records do
    local record = records[i]
    if wanted[lower(record.name)] and (record.type == kind or kind == "ANY") then found[#found + 1] = record end
  end
  return found
end

-- Returns the number for an option that is a name or number.
local function numbered(options, name, number_of, default)
  local value = options[name]
  if value == nil then return default end
  local number = number_of(value)
  if not number or number >> 16 ~= 0 then
    check.fail("probe", 1, name .. ": " .. check.shown(value) .. " is unknown")
  end
  return number
end

-- Returns the question, and true if the target says what is asked. The question about localhost is otherwise sent
-- without the wish for recursion, because every server can answer it at once.
local function question_of(options)
  local path = answers.name(options.path)
  local class = message.class_name(numbered(options, "class", message.class_number, 1))
  if not path and not options.type then return {name = "localhost", type = "A", class = class}, false end
  local name, kind = path or ".", numbered(options, "type", message.type_number)
  if find(name, "[\x80-\xff]") then
    check.fail("probe", 1, "path: the name is not ASCII; write its labels in Punycode, such as xn--bcher-kva")
  end
  local reverse = (kind == nil or kind == 12) and answers.reverse_name(name)
  return {name = reverse or name, type = message.type_name(kind or reverse and 12 or 1), class = class}, true
end

function dns.probe(options)
  options = check.options(options, dns.options)
  local question, is_named = question_of(options)
  local kind = question.type
  local judge, expects_answers = answers.expected(options, kind)
  local rcodes = {} -- a list, and a set
  local function add(rcode) rcodes[#rcodes + 1], rcodes[rcode] = rcode, true end
  for _, value in next, check.list(options.rcode) do
    add(message.rcode_name(numbered({rcode = value}, "rcode", message.rcode_number)))
  end
  local match = options.match or "exact"
  local needs_all = expects_answers and (match == "exact" or match == "none")
  local needs_records = is_named and #rcodes == 0 and not expects_answers
  if #rcodes == 0 and (is_named or expects_answers) then add("NOERROR") end
  local size = check.integer("probe", options, "size", 0, 65535, 1232)
  local fields = {
    rd = check.flag(options, "recursion", is_named), questions = {question},
    edns = size > 0 and {size = size, dnssec = check.flag(options, "dnssec", false)} or nil,
  }
  local flags = {aa = check.flag(options, "aa"), ad = check.flag(options, "ad"), ra = check.flag(options, "ra")}
  fields.ad = flags.ad -- asks for the flag in the answer, RFC 6840 section 5.7
  answers.check_question(message.encode, fields)
  local sent, exchange = {}, {}

  function exchange.request()
    repeat fields.id = random(0, 65535) until not sent[fields.id]
    sent[fields.id] = true
    return message.encode(fields)
  end

  -- Returns what is wrong with an answer, or nil.
  local function problem_of(reply, records)
    if #rcodes > 0 and not rcodes[reply.rcode] then return "but " .. concat(rcodes, " or ") .. " is expected" end
    for name, wanted in next, flags do
      if reply[name] ~= wanted then return (wanted and "without" or "with") .. " the flag " .. upper(name) end
    end
    if reply.tc and needs_all then return "so records may be missing" end
    if needs_records and #records == 0 and not reply.tc then return "no record of type " .. kind end
    local ok, problem = judge(records)
    return not ok and problem or nil
  end

  -- Returns true if the answer repeats the question. An error may leave the question out.
  local function repeats(reply)
    local asked = reply.questions[1]
    if not asked then return reply.rcode ~= "NOERROR" end
    return #reply.questions == 1 and lower(asked.name) == lower(question.name) and asked.type == kind
      and asked.class == question.class
  end

  function exchange.check(datagram)
    local reply, wrong = message.decode(check.bytes("check", 1, datagram))
    if not reply then return "different", "no DNS message: " .. wrong, {} end
    if not sent[reply.id] then return "unrelated", "a DNS message with another id", {} end
    if not reply.response then return "different", "our own question came back", {} end
    if reply.opcode ~= 0 or not repeats(reply) then return "unrelated", "an answer to another question", {} end
    local records = related(reply.answers, question.name, kind)
    local text, list = answers.describe(records)
    local result = {
      rcode = reply.rcode, aa = reply.aa, tc = reply.tc, ra = reply.ra, ad = reply.ad, answers = list,
      question = question.name .. " " .. question.class .. " " .. kind,
    }
    if reply.rcode == "FORMERR" and not reply.edns and fields.edns then
      fields.edns = nil -- the server does not know EDNS, RFC 6891 section 6.2.2
      return "continue", "FORMERR, so the question is sent without EDNS", result, exchange.request()
    end
    local problem = problem_of(reply, records)
    text = reply.rcode .. (text == "" and "" or ": " .. text) .. (reply.tc and ", truncated" or "")
    if problem then return "different", text .. ", " .. problem, result end
    return "matched", text, result
  end

  return exchange
end

return dns
