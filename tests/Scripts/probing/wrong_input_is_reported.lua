local prober = dofile("support/prober.lua")
local json = require "json"
local function write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  file:write(text)
end
local folder = os.tmpname()
os.remove(folder)
assert(os.execute("mkdir " .. folder))
local port
local function show(...)
  local result = prober.run(...)
  local text = (result.stdout .. result.stderr):match("^[^\n]*"):gsub(folder, "FOLDER")
  if port then text = text:gsub(":" .. port .. "%f[%D]", ":PORT") end
  print(result.exit_code, (prober.stable(text)))
end
show("--targets", folder)
write(folder .. "/list", "\u{FEFF}# a comment\n  # another\n127.0.0.1:9 # the third\n\n127.0.0.1:9 --send x\n")
show("--targets", folder .. "/list")
show("127.0.0.1:9", "--count", "3", "--source", "192.0.2.1")
show("127.0.0.1:9", "--count", "3", "--source", "192.0.2.1", "--nagios")
write(folder .. "/raises.lua", "return setmetatable({}, {__index = function() error('no field') end})")
show("x://127.0.0.1:9", "--protocol", folder .. "/raises.lua")
write(folder .. "/port.lua", "return {name = 'x', port = 70000, probe = function() end}")
show("x://127.0.0.1:9", "--protocol", folder .. "/port.lua")
write(folder .. "/fields.lua", [[return {name = "x", probe = function()
  return {request = function() return "x" end, check = function() return "matched", "x", {1 / 0} end}
end}]])
port = prober.echo()
local result = prober.run("x://127.0.0.1:" .. port, "--protocol", folder .. "/fields.lua", "--json")
print(result.exit_code, json.decode(result.stdout).verdict, json.decode(result.stdout).fields)

-- The bytes of options, and numbers as texts.
local received
local sink = prober.server(function(datagram, answer)
  received = datagram
  answer("x")
end)
for _, data in ipairs {"\xff\xfe", "format:z 007", "format:z 1e3", "format:>I2z 7 8"} do
  received = nil
  result = prober.run("127.0.0.1:" .. sink, "--send", data)
  print(result.exit_code, byte_span.to_hex(received or ""))
end
show("127.0.0.1:" .. sink, "--send", "format:>I2 7 8")

-- A pipe is written, not replaced.
assert(os.execute("mkfifo " .. folder .. "/pipe"))
local reader <close> = assert(io.popen("cat " .. folder .. "/pipe"))
result = prober.run("127.0.0.1:" .. port, "--openmetrics", folder .. "/pipe")
print(result.exit_code, reader:read("a"):sub(1, 6), os.execute("test -p " .. folder .. "/pipe"))
result = prober.run("127.0.0.1:" .. port, "--openmetrics", "/dev/stdout")
print(result.exit_code, result.stdout:find("# HELP", 1, true) ~= nil)
os.execute("rm -r " .. folder)
-- Links to an open descriptor stay links.
folder = os.tmpname()
os.remove(folder)
assert(os.execute("mkdir " .. folder .. " && ln -s /proc/self/fd/1 " .. folder .. "/out"))
for _, option in ipairs {"--openmetrics", "--junit"} do
  result = prober.run("127.0.0.1:" .. port, option, folder .. "/out")
  print(result.exit_code, result.stdout:find("127.0.0.1", 1, true) ~= nil, os.execute("test -L " .. folder .. "/out"))
end
os.execute("rm -r " .. folder)

-- Options without a meaning.
show("statsd://127.0.0.1:9", "--wait", "5")
show("statsd://127.0.0.1:9", "--count", "2")
show("--listen", "127.0.0.1:0", "--count", "2")
show("127.0.0.1:9", "--nagios", "--timeout", "x")
show("echo://127.0.0.1?size=9e99")
show("dns://127.0.0.1/x?type=A&type=AAAA")
show("mdns://?type=A&type=AAAA")

-- The status of a protocol's mistake, and of an address without a zone.
local function own(result_of_check)
  local path = os.tmpname()
  write(path, "return {name = 'x', probe = function() return {request = function() return 'x' end, "
    .. "check = function() return " .. result_of_check .. " end} end}")
  show("x://127.0.0.1:" .. port, "--protocol", path)
  os.remove(path)
end
own("'continue', 'more', {}")
own("'yes'")
show("[::ffff:127.0.0.1]:" .. port, "--send", "x")
