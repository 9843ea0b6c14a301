-- options: --memory-limit 20000000
local system = require "system"
local child <close> = system.spawn{
  program = "sh", arguments = {"sh", "-c", "head -c 100000000 /dev/zero"}, stdout = "pipe",
  environment = system.environment,
}
local ok, e = pcall(child.stdout.read_text, child.stdout)
print(ok, e.symbol, e.operation)
local count, buf = 0, byte_span.new(65536)
while true do
  local ok, n = pcall(child.stdout.read_some, child.stdout, buf)
  if not ok then
    print(n.symbol, count)
    break
  end
  count = count + n
end
