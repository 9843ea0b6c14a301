-- network: own
-- The kernel has two ports for the sockets of probes. A server has one of them, over IPv4 only.
local prober = dofile("support/prober.lua")
local function shell(command) assert(os.execute(command), command) end
local port = prober.echo()
prober.name(port, "PORT")
shell(("echo %d %d >/proc/sys/net/ipv4/ip_local_port_range"):format(port, port + 1))
local seen = {}
for _ = 1, 20 do
  for _, options in ipairs {{}, {"--count", "1"}} do
    local result = prober.run("echo://[::1]:" .. port, "--retries", "0", "--timeout", "0.05", table.unpack(options))
    seen[result.exit_code] = true
  end
end
for status in pairs(seen) do print(status) end
