local function message(f, ...)
  local ok, e = pcall(f, ...)
  return ok and "no error" or (type(e) == "string" and e or tostring(e.message or e)):gsub("^[^:]*:%d+: ", "")
end
local function nothing() end

local messages = {
  message(it, "x", {bogus = 1}, nothing), message(it, "x", {timeout = "x"}, nothing),
  message(it, "x", {timeout = 0 / 0}, nothing), message(it, "x", {timeout = -1}, nothing),
  message(it, "x", {leaks = "x"}, nothing), message(it, "x", 5, nothing), message(it, nil, nothing),
  message(it, {}, nothing), message(before_each, 5), message(setup), message(after_each, "x"),
  message(describe, "x", {leak = false}, nothing), message(describe "x", 5),
}
for _, text in ipairs(messages) do print(text) end

it("refuses wrong times and programs", function()
  local test = require "moonwire.test"
  local sock <close> = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  print(message(test.eventually, nothing, 0 / 0))
  print(message(test.eventually, nothing, -1))
  print(message(test.no_datagram, sock, false))
  print(message(test.refused, "127.0.0.1", 9, 1 / 0))
  print(message(test.refused, "not an address", 1))
  print(message(test.refused, nil, 1))
  print(message(test.refused, "127.0.0.1", 65536))
  print(message(test.requires, {program = ""}))
  print(message(test.requires, {program = true}))
end)
it("refuses wrong options of datagram before it receives", function()
  local test = require "moonwire.test"
  local sock <close> = ip.udp.socket.new()
  local closed = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  sock:send_to(byte_span.append("kept"), "127.0.0.1", sock.local_port)
  for _, options in ipairs {
    5, {within = 0 / 0}, {within = "1"}, {from = "nonsense"}, {from = {}}, {from = {"::1", 65536}}, {from = closed},
    {from = 5}, {equals = 5}, {matches = 5}, {matches = "%"}, {fields = 5}, {fields = {}}, {fields = {"<I2 Q"}},
    {fields = {"s4 I17", "x"}}, {bogus = 1},
  } do
    print(message(test.datagram, sock, options))
  end
  print((test.datagram(sock, {within = 60, fields = {"c4", "kept"}, from = sock})))
end)
for _, program in ipairs {".", "/tmp", "/etc/passwd"} do
  it("does not take " .. program .. " for a program", function()
    require "moonwire.test".requires {program = program}
  end)
end
