-- Nobody reads and nobody waits for the child, which writes much more than a pipe holds.
local system, pipe, time = require "system", require "pipe", require "time"
local done, done_writer = pipe.pair()
local fd = done_writer:release()
local function sh(script, options)
  options = options or {}
  options.program, options.arguments = "sh", {"sh", "-c", script}
  options.environment, options.stdout = system.environment, "pipe"
  return system.spawn(options)
end
local script = "yes 0123456 | head -c 1000000; echo end; yes | head -c 1000000 >&2; echo end >&5"
local child <close> = sh(script, {stderr = "pipe", extra_fds = {[5] = fd}})
fd:close()
print(time.with_timeout(60, done.read_line, done))
local ok, e = pcall(child.stdout.read_text, child.stdout)
print(e.symbol, e.detail)
local text = child.stdout:read_text()
print(#text, text:sub(-4))
print(child:wait())

-- Waits until a child has written 60,000 bytes, which fit into the pipe, and then lets the loop run.
local function written(script)
  local full, writer = pipe.pair()
  local fd <close> = writer:release()
  local child = sh("yes | head -c 60000; echo full >&5; exec 5>&-; " .. script, {extra_fds = {[5] = fd}})
  fd:close()
  return child, function()
    time.with_timeout(60, full.read_line, full)
    for _ = 1, 10 do this_fiber.yield() end
  end
end

-- A script that reads late loses nothing if it was little.
local little <close>, wait_for_little = written "echo end"
wait_for_little()
local text = little.stdout:read_text()
print(#text, text:sub(1, 3), text:sub(-4))

-- A script that reads from the start stops the program until it reads on.
local reader <close>, wait_for_reader = written "yes | head -c 940000"
print(reader.stdout:read_line())
wait_for_reader()
print(2 + #reader.stdout:read_text(), reader:wait())

-- A duplicate gets all bytes, and so does a descriptor that was given away.
local first <close>, wait_for_first = written "yes | head -c 940000"
local copy = pipe.read_stream.new(first.stdout:dup())
wait_for_first()
print(#copy:read_text())
local second <close>, wait_for_second = written "yes | head -c 940000"
local given = pipe.read_stream.new(second.stdout:release())
wait_for_second()
print(#given:read_text())
