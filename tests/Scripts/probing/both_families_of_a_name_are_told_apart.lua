-- network: own
local prober = dofile("support/prober.lua")
local system = require "system"
local hosts = os.tmpname()
do
  local file <close> = assert(io.open(hosts, "w"))
  file:write("127.0.0.1 both.test\n::1 both.test\n127.0.0.1 four.test\n")
end
local program = system.arguments[1]
local function show(...)
  local result = system.run {
    program = "unshare",
    arguments = {
      "unshare", "-m", "sh", "-c", [[mount --bind "$1" /etc/hosts && shift && exec "$@"]], "sh", hosts, program,
      "probe", ...,
    },
  }
  io.write(prober.stable(result.stdout), prober.stable(result.stderr))
  print("status " .. result.exit_code)
end
local port = prober.echo()
prober.echo("::1", port)
prober.name(port, "PORT")
show("echo://both.test:" .. port)
show("echo://both.test:" .. port, "-6")
show("echo://four.test:" .. port)
local one = prober.echo()
prober.name(one, "ONE")
show("echo://both.test:" .. one)
local quiet = prober.echo()
prober.server(function() end, "::1", quiet)
prober.name(quiet, "QUIET")
show("echo://both.test:" .. quiet)
os.remove(hosts)
