local prober = dofile("support/prober.lua")
local port, quiet, closed = prober.echo(), prober.server(function() end), prober.closed()
prober.name(port, "11111")
prober.name(quiet, "22222")
prober.name(closed, "33333")
local good, silent, refused = "echo://127.0.0.1:" .. port, "127.0.0.1:" .. quiet, "127.0.0.1:" .. closed
prober.show("127.0.0.1:" .. port, silent, refused, "--send", "x", "--timeout", "0.3")
prober.show(good, refused, good)
prober.show(good, good)
local path = os.tmpname()
do
  local file <close> = assert(io.open(path, "w"))
  file:write("# services\n\n", good, "\n  ", refused, "  # the old one\n")
end
prober.show("--targets", path)
prober.show("--targets", "-", good, {input = good .. "\n"})
os.remove(path)
-- Many targets at once need as much time as one target.
local targets = {}
for i = 1, 200 do targets[i] = "127.0.0." .. i .. ":" .. quiet end
local result = prober.run("--targets", "-", "--timeout", "1", "--retries", "0", "--json",
  {input = table.concat(targets, "\n")})
local count = select(2, result.stdout:gsub("\n", ""))
print(result.exit_code, count)
