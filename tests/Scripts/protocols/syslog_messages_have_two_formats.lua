local syslog = require "moonwire.proto.syslog"

local function show(m, problem)
  if not m then return print(m, problem) end
  print(m.format, m.priority, m.facility, m.severity, m.time, m.hostname, m.app, m.process, m.id)
  local ids = {}
  for id, element in pairs(m.data) do
    local parts = {}
    for name, value in pairs(element) do
      parts[#parts + 1] = name .. "=" .. (type(value) == "table" and table.concat(value, "+") or value)
    end
    table.sort(parts)
    ids[#ids + 1] = "  " .. id .. ": " .. table.concat(parts, ", ")
  end
  table.sort(ids)
  for _, line in ipairs(ids) do print(line) end
  print("  '" .. byte_span.printable(m.message) .. "'")
end

-- RFC 5424, section 6.5
local BOM <const> = "\xEF\xBB\xBF"
for _, line in ipairs {
  "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - " .. BOM .. "'su root' failed on /dev/pts/8",
  "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
  "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
    .. '[exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"] ' .. BOM
    .. "An application event log entry...",
  "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
    .. '[exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"][examplePriority@32473 class="high"]',
  '<0>1 - - - - - [a b="\\"\\]\\\\ \\n" b="2" b=""][c]\n', "<191>1 - - - - - - \0\n", "<13>1 - - - - - -",
} do show(syslog.decode(line)) end

-- RFC 3164, section 5.4, and messages of programs
for _, line in ipairs {
  "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8", "Use the BFG!",
  "<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!",
  "<165>Aug 24 05:34:00 CST 1987 mymachine myproc[10]: %% It's time", "<0>1990 Oct 22 10:52:01 TZ-6 scapegoat",
  "<13>Nov 30 00:00:00 app[12]: without a host", "<13>Nov 30 00:00:00 fe80::1 app: text",
  "<13>Nov 30 00:00:00 - app[7] text",
  "<13>2026-11-30T00:00:00.5+01:00 host sub/app[9] text", "<13>", "<999>x", "<1x>y", "<>z", "<192>", "<13>1 a b c",
  '<13>1 - - - - - [a b="c]', "<13>1 - - - - - [a", "<13>1 - - - - - [] x", "<13>1 - - - - - -x",
  "<13>1 - - - - - x", "<13>1 - - - - - [a" .. (' b="c"'):rep(200) .. "]", "<13>1 - - - - - " .. ("[a]"):rep(200),
  "<13>1 - - - - - " .. ('[a b="\\'):rep(9000), "",
} do show(syslog.decode(line)) end

local message = {
  facility = "local7", severity = "debug", time = "2026-11-30T00:00:00Z", hostname = "h", app = "a", process = "1",
  id = "i", data = {["z@1"] = {q = 'a"]\\', b = {"1", "2"}}, ["e@1"] = {}}, message = "text",
}
print(syslog.encode(message))
print(syslog.encode(syslog.decode(syslog.encode(message))) == syslog.encode(message))
print(syslog.encode {facility = 4, severity = "2", time = "-"})
print((syslog.encode {message = "now"}:gsub("%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%dZ", "TIME")))
message.format, message.time = "3164", nil
print((syslog.encode(message):gsub("%a%a%a [ %d]%d %d%d:%d%d:%d%d", "TIME")))
print((syslog.encode {format = "3164", app = "a"}:gsub("%a%a%a [ %d]%d %d%d:%d%d:%d%d", "TIME")))

local exchange = syslog.probe {severity = "err", app = "test", message = "hello", format = "3164"}
show(syslog.decode((exchange.request(1):gsub("%a%a%a [ %d]%d %d%d:%d%d:%d%d", "Nov 30 00:00:00"))))
print(exchange.one_way, (exchange.check("anything")))

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
failure(syslog.encode, {facility = "none"})
failure(syslog.encode, {severity = 8})
failure(syslog.encode, {app = "a b"})
failure(syslog.encode, {format = "x"})
failure(syslog.encode, {data = {["a b"] = {}}})
failure(syslog.encode, {data = {a = {b = 1}}})
failure(syslog.probe, {app = ("a"):rep(49)})
