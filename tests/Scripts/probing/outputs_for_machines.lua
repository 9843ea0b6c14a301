local prober = dofile("support/prober.lua")
local json = require "json"
local port, closed = prober.echo(), prober.closed()
prober.name(port, "PORT")
prober.name(closed, "CLOSED")
local good, refused = "echo://127.0.0.1:" .. port, "127.0.0.1:" .. closed
local folder = prober.shell("mktemp -d"):match("[^\n]+")
local function read(name)
  local file <close> = assert(io.open(folder .. "/" .. name))
  return file:read("a")
end

for line in prober.run(good, refused, "--json").stdout:gmatch("[^\n]+") do
  local o = json.decode(line)
  print(o.target == good or o.target == refused, o.verdict, o.status, o.address, o.from, o.hops, o.icmp and o.icmp.name)
end

prober.run(good, refused, "--openmetrics", folder .. "/probe.prom", "--junit", folder .. "/probe.xml")
io.write((prober.stable(read("probe.prom")):gsub("(seconds{[^\n]*}) [%d.e+-]+", "%1 SECONDS")))
io.write((prober.stable(read("probe.xml")):gsub('time="[%d.]+"', 'time="T"'):gsub('timestamp="[^"]*"', 'timestamp="T"')
  :gsub("%x%x %x%x %x%x %x%x [%x ]+%.%.%.", "BYTES")))
print(prober.shell("ls " .. folder))

for _, arguments in ipairs {{good}, {refused}, {good, refused}, {"echo://no.such.invalid"}} do
  arguments[#arguments + 1] = "--nagios"
  local result = prober.run(table.unpack(arguments))
  print(result.exit_code,
    (prober.stable(result.stdout):gsub("=%d+%.%d+s", "=SECONDS"):gsub("resolved: .*", "resolved")))
end
prober.show(good, "--openmetrics", "/no/such/file.prom")
do
  local program = require "system".arguments[1]
  local result = require "system".run {
    program = "sh", arguments = {"sh", "-c", program .. " probe " .. good .. " >/dev/full"},
  }
  io.write(result.exit_code, " ", prober.stable(result.stderr))
end
prober.shell("rm -rf " .. folder)
