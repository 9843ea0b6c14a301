-- Messages from dig 9.18 and dnsmasq 2.90, examples of RFC 1035 (section 4.1.4) and RFC 9460 (appendix D.2), and names
-- that try to waste time.
local dns = require "moonwire.proto.dns"

local function hex(text) return tostring(byte_span.from_hex((text:gsub("%s", "")))) end

local function show(message, problem)
  if not message then print("nil", problem) return end
  print(message.id, message.rcode, message.response, message.aa, message.tc, message.rd, message.ra, message.ad)
  for _, section in ipairs {"questions", "answers", "authorities", "additionals"} do
    for _, r in ipairs(message[section]) do
      print("  " .. section, r.name, r.class, r.type, r.ttl or "", r.value and byte_span.printable(r.value) or "")
    end
  end
  if message.edns then print("  edns", message.edns.size, message.edns.version, message.edns.dnssec) end
end

show(dns.decode(hex [[
  34130120000100000000000103777777074578616d706c6503636f6d000001000100002904d000000000000c000a0008efedd6e5d62af5dd]]))
show(dns.decode(hex [[
  e675858000010003000000010377777704746573740000010001c00c0005000100000000000c056d756c7469047465737400c026000100010000
  00000004c0000201c02600010001000000000004c000020200002904d0000000000000]]))

-- In the data of a record of an unknown type: F.ISI.ARPA at offset 23, FOO.F.ISI.ARPA at 43, ARPA at 67, root at 95.
local names = "\1F\3ISI\4ARPA\0" .. ("\0"):rep(8) .. "\3FOO\xC0\x17" .. ("\0"):rep(18) .. "\xC0\x1D" .. ("\0"):rep(27)
for _, offset in ipairs {23, 43, 67, 95} do
  local message = hex "0001 8400 0000 0002 0000 0000" .. "\0\xFF\0\0\1\0\0\0\0" .. string.pack(">s2", names)
    .. string.pack(">I2I2I2I4I2", 0xC000 | offset, 1, 1, 0, 4) .. "\192\0\2\1"
  print(offset, dns.decode(message).answers[2].name)
end

show(dns.decode(hex [[
  000184000000000100000000 076578616d706c6503636f6d00 0040 0001 00000e10 0030
  001003666f6f076578616d706c65036f7267000000000400010004000100090268320568332d313900040004c0000201]]))

print(byte_span.to_hex(dns.encode {id = 0x1234, rd = true, questions = {{name = "example.com"}}}))
print(byte_span.to_hex(dns.encode {
  id = 1, response = true, rcode = "BADVERS", edns = {size = 512, dnssec = true},
  questions = {{name = "a.example", type = "MX"}},
  answers = {{name = "A.example", type = "MX", ttl = 1, value = "10 b.a.EXAMPLE"}},
}))

-- Every type whose value can be written.
for kind, value in pairs {
  A = "192.0.2.1", AAAA = "2001:db8::1", NS = "a.b", CNAME = ".", PTR = "a\\.b.c\\\\\\000\\255", MX = "10 mail.test",
  SOA = "ns.test admin\\.x.test 1 2 3 4 4294967295", TXT = ("x"):rep(300) .. "\0\xff", SRV = "1 2 65535 sip.test",
  CAA = '0 issue "ca.test"', NAPTR = '1 2 "S" "SIP+D2U" "" _sip._udp.test', HINFO = '"a\\"b" ""', DNAME = "x.test",
  DS = "1 8 2 e06d44b8", DNSKEY = "257 3 8 AwEAAaz/", SSHFP = "4 2 aabb", TLSA = "3 1 1 00ff", HTTPS = "1 .",
} do
  local got = dns.decode(dns.encode {answers = {{name = "x.test", type = kind, value = value}}}).answers[1]
  if got.value ~= value or got.type ~= kind then print(kind, got.type, got.value) end
end

-- Pointers: to itself, ahead, in a loop, out of the message, and a chain of thousands for each of many records.
for _, name in ipairs {"\xC0\x0C", "\xC0\x20", "\1a\xC0\x0C", "\xFF\xFF", "\xC0", "\x40", "\x3Fa"} do
  show(dns.decode(hex "000100000001000000000000" .. name .. "\0\1\0\1"))
end
local chain = {"\0"}
for i = 1, 8000 do chain[#chain + 1] = string.pack(">I2", 0xC000 | (i == 1 and 23 or 22 + 2 * (i - 1))) end
local data = table.concat(chain):sub(1, 16000)
show(dns.decode(hex "000100000000ffff00000000" .. "\0\xFF\0\0\1\0\0\0\0" .. string.pack(">s2", data)
  .. string.pack(">I2I2I2I4I2", 0xC000 | 16000, 1, 1, 0, 0):rep(3000)))
show(dns.decode(hex "0001000000ff000000000000"))
show(dns.decode(("\0"):rep(11)))
show(dns.decode(hex "00018400000000010000000000000100010000000000050102030405"))

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
failure(dns.encode, {questions = {{name = "a..b"}}})
failure(dns.encode, {questions = {{name = ("a"):rep(64) .. ".b"}}})
failure(dns.encode, {questions = {{name = ("a."):rep(128)}}})
failure(dns.encode, {questions = {{name = "a\\"}}})
failure(dns.encode, {questions = {{name = "a", type = "TYPE70000"}}})
failure(dns.encode, {answers = {{name = "a", type = "MX", value = "mail.test"}}})
failure(dns.encode, {answers = {{name = "a", type = "MX", value = "1 mail.test 2"}}})
failure(dns.encode, {answers = {{name = "a", type = "A", value = "::1"}}})
failure(dns.encode, {answers = {{name = "a", type = "TYPE9"}}})
failure(dns.encode, {rcode = "NOPE"})
failure(dns.reverse_name, "x")
print(dns.reverse_name("2001:db8::567:89ab"))
