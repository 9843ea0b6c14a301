-- The first two messages are from snmpget and snmpd 5.9.3.
local snmp = require "moonwire.proto.snmp"

local function hex(text) return tostring(byte_span.from_hex((text:gsub("%s", "")))) end

local function show(message, problem)
  if not message then print("nil", problem) return end
  print(message.version, message.community, message.type, message.request_id, message.error_status, message.error_index)
  for _, b in ipairs(message.bindings) do
    print("  " .. b.oid, b.type, type(b.value) == "string" and byte_span.printable(b.value) or b.value)
  end
end

local question = hex [[
  30580201010406 7075626c6963 a04b0204471234000201000201 00303d300c06 082b0601020101050005 00300c06082b0601
  02010103000500300c06082b060102010163000500301106 0d2b060102010414 01017f0000010500]]
local answer = hex [[
  3066020101 04067075626c6963 a2590204 471234000201000201 00304b301406082b060102010105000408726f7574 65722d31
  300e06082b0601020101030043 02017a300c06082b06010201016300 8000 3015060d2b06010201041401017f0000014004 7f000001]]
show(snmp.decode(question))
show(snmp.decode(answer))
print(snmp.encode(snmp.decode(question)) == question, snmp.encode(snmp.decode(answer)) == answer)

-- Limits of each type, and what agents do wrong.
local bindings = {
  {oid = "0.0", type = "integer", value = -2147483648}, {oid = "2.999.4294967295", type = "integer", value = 127},
  {oid = "1.39.128.16383.16384", type = "counter32", value = 4294967295}, {oid = "1.3", type = "gauge32", value = 128},
  {oid = "1.3", type = "counter64", value = math.maxinteger}, {oid = "1.3", type = "counter64", value = -1},
  {oid = "1.3", type = "opaque", value = "\0\xff"}, {oid = "1.3", type = "octet_string", value = ("x"):rep(300)},
  {oid = "1.3", type = "oid", value = "1.3.6.1.4.1"}, {oid = "1.3", type = "end_of_mib_view"}, {oid = "1.3"},
}
show(snmp.decode(snmp.encode {version = "1", type = "getbulk", request_id = -2147483648, bindings = bindings}))
local negative = snmp.encode {request_id = 1, bindings = {{oid = "1.3", type = "counter32", value = 127}}}
show(snmp.decode((negative:gsub("\x7F$", "\xFF"))))

for _, wrong in ipairs {
  "", "30", "3003020103", "300602010104017830", "30800201010400a00000", "3084ffffffff0201",
  "302902010104067075626c6963a01c020455a42ac7020100020100300e300c06082b060102010105800500",
} do show(snmp.decode(hex(wrong))) end
local deep = ""
for _ = 1, 10000 do deep = "\x30\x84" .. string.pack(">I4", #deep) .. deep end
show(snmp.decode(deep))

local exchange, asked

local function ask(options)
  exchange = snmp.probe(options)
  asked = snmp.decode(exchange.request(1))
  print("-- " .. asked.version, asked.community, asked.type, asked.bindings[1].oid)
end

local function check(kind, value, change)
  local oid = change and change.oid or asked.bindings[1].oid
  local reply = {
    type = "response", version = asked.version, request_id = asked.request_id,
    bindings = {{oid = oid, type = kind, value = value}},
  }
  for name, other in pairs(change or {}) do reply[name] = other end
  local verdict, text, fields = exchange.check(snmp.encode(reply))
  print(verdict, text, fields.error)
end

ask()
check("time_ticks", 9012345)
check("no_such_object")
check("no_such_instance")
check("time_ticks", 1, {request_id = asked.request_id ~ 1})
check("time_ticks", 1, {type = "report"})
check("time_ticks", 1, {type = "get"})
check("time_ticks", 1, {oid = "1.3.6.1.2.1.1.4.0"})
check("null", nil, {error_status = 2, error_index = 1})
check("null", nil, {error_status = 99})
check("null", nil, {bindings = {}})
print((select(2, exchange.check("not SNMP"))))
ask {path = "sysName", value = {"router-1", "router-2"}, community = "secret", version = "1"}
check("octet_string", "router-2")
check("octet_string", "router-3\27")
ask {path = ".1.3.6.1.2.1.1.5.0", pattern = "^r%a+"}
check("octet_string", "router-2")
check("octet_string", "7")
ask {oid = "1.3.6.1.2.1.2.1", next = "yes", min = "2", max = "10"}
check("integer", 2, {oid = "1.3.6.1.2.1.2.1.0"})
check("integer", 1)
check("octet_string", "11")
check("octet_string", "many")
check("end_of_mib_view")

for _, options in ipairs {{oid = "x"}, {path = "1"}, {path = "3.1"}, {version = "3"}, {min = "x"}, {pattern = "("}} do
  print((select(2, pcall(snmp.probe, options))).detail)
end
print((select(2, pcall(snmp.encode, {bindings = {{oid = "1.3", type = "integer", value = 1 << 31}}}))).detail)
print((select(2, pcall(snmp.encode, {bindings = {{oid = "1.40"}}}))).detail)
print((select(2, pcall(snmp.encode, {request_id = 1 << 31}))).detail)
