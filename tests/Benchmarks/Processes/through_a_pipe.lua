-- Copies bytes from a child to a child, through moonwire, and through cat. Argument: the number of bytes.
local system, time = require "system", require "time"
local COUNT <const> = arg[1] or "1000000000"

local environment = {PATH = os.getenv("PATH")}
local function start(script, options)
  options.program, options.arguments, options.environment = "sh", {"sh", "-c", script}, environment
  return system.spawn(options)
end
local function seconds(f)
  local began = time.steady_clock.now()
  f()
  return time.steady_clock.now() - began
end

local source = "exec head -c " .. COUNT .. " /dev/zero"
local sink = "exec cat > /dev/null"
local function copy()
  local from, to = start(source, {stdout = "pipe"}), start(sink, {stdin = "pipe"})
  local buf = byte_span.new(65536)
  local total = 0
  while true do
    local ok, n = pcall(from.stdout.read_some, from.stdout, buf)
    if not ok then break end
    to.stdin:write(buf:slice(1, n))
    total = total + n
  end
  to.stdin:close()
  assert(total == tonumber(COUNT))
  from:wait()
  to:wait()
end
print(("moonwire %.3f s, cat %.3f s"):format(
  seconds(copy), seconds(function() start("head -c " .. COUNT .. " /dev/zero | cat | cat > /dev/null", {}):wait() end)))
