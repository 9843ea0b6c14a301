-- moonwire.proto.mdns: multicast DNS (RFC 6762). The probe asks from an ephemeral port (section 6.7), so a responder
-- sends its answer to this port, and repeats the id and the question. Some responders send the id 0.

local _, host = ...
local check, message, answers = host.late("proto_check.lua"), host.late("proto_dns_message.lua"),
  host.late("proto_dns_answers.lua")
local pcall, pairs, type, tonumber, random = pcall, pairs, type, tonumber, math.random
local lower, find, gsub, char = string.lower, string.find, string.gsub, string.char
local new_address = ip.address.new

local mdns = {
  name = "mdns", port = 5353, host = "224.0.0.251", title = "multicast DNS, RFC 6762",
  example = "mdns://224.0.0.251/_http._tcp",
  options = {type = true, answer = true, pattern = true, match = true, unicast = true},
}

-- The first bit of a class: in questions, the answer should be sent by unicast; in records, older records are wrong.
local BIT <const> = 0x8000
local SECTIONS <const> = {questions = "unicast", answers = "flush", authorities = "flush", additionals = "flush"}

function mdns.encode(fields)
  local copy = {id = 0}
  for name, value in pairs(check.table("encode", 1, fields)) do
    local flag = SECTIONS[name]
    if flag and type(value) == "table" then
      local entries = {}
      for i = 1, #value do
        local entry = {}
        for key, part in pairs(check.table("encode", 1, value[i])) do entry[key] = part end
        local class = message.class_number(entry.class or "IN")
        if entry[flag] and class then entry.class = class | BIT end
        entries[i] = entry
      end
      value = entries
    end
    copy[name] = value
  end
  return message.encode(copy)
end

-- Replaces the escapes of spaces and of bytes that are not ASCII, because names of services are UTF-8.
local function readable(name)
  return (gsub(name, "\\(%d%d%d)", function(digits)
    local code = tonumber(digits)
    return (code == 32 or code > 127) and char(code) or nil
  end))
end

function mdns.decode(datagram)
  local result, problem = message.decode(datagram)
  if not result then return nil, problem end
  for section, flag in pairs(SECTIONS) do
    for _, entry in next, result[section] do
      local class = message.class_number(entry.class)
      entry.class, entry[flag], entry.name = message.class_name(class & ~BIT), class & BIT ~= 0, readable(entry.name)
      if entry.value and (entry.type == "PTR" or entry.type == "SRV") then entry.value = readable(entry.value) end
    end
  end
  return result
end

-- Returns the name and the type of the question.
local function asked(options)
  local name = answers.name(options.path) or "_services._dns-sd._udp"
  local reverse = answers.reverse_name(name)
  if reverse then return reverse, "PTR" end
  name = gsub(name, "%.$", "")
  if not find(lower(name), "%.local$") and not find(lower(name), "%.arpa$") then name = name .. ".local" end
  local kind = message.type_number(options.type or find(name, "^_") and "PTR" or find(name, "%._[tu][cd]p%.") and "SRV"
    or "A")
  if not kind then check.fail("probe", 1, "type: " .. check.shown(options.type) .. " is unknown") end
  return name, message.type_name(kind)
end

local function is_group(text)
  local ok, address = pcall(new_address, text)
  return ok and address.is_multicast
end

function mdns.probe(options)
  options = check.options(options, mdns.options)
  local name, kind = asked(options)
  local judge = answers.expected(options, kind)
  local fields = {questions = {{name = name, type = kind, unicast = check.flag(options, "unicast", true)}}}
  answers.check_question(mdns.encode, fields)
  local is_multicast = options.host == nil or is_group(options.host)
  local sent, exchange = {}, {any_source = is_multicast}
  -- Other hosts of a group may still send the expected answer.
  local other = is_multicast and "unrelated" or "different"

  function exchange.request()
    fields.id = random(1, 65535)
    sent[fields.id] = true
    return mdns.encode(fields)
  end

  function exchange.check(datagram)
    local reply, wrong = mdns.decode(check.bytes("check", 1, datagram))
    if not reply then return other, "no DNS message: " .. wrong, {} end
    if reply.id ~= 0 and not sent[reply.id] then return "unrelated", "a DNS message with another id", {} end
    if not reply.response then return other, "a question", {} end
    local records = {}
    for _, section in next, {reply.answers, reply.additionals} do
      for _, record in next, section do
        if lower(record.name) == lower(name) and (record.type == kind or kind == "ANY") then
          records[#records + 1] = record
        end
      end
    end
    local text, list = answers.describe(records)
    if #records == 0 or reply.rcode ~= "NOERROR" then
      return other, reply.rcode .. ", no record of type " .. kind .. " for the name", {rcode = reply.rcode}
    end
    local ok, problem = judge(records)
    if not ok then return "different", text .. ", " .. problem, {answers = list} end
    return "matched", text, {answers = list}
  end

  return exchange
end

return mdns
