local pipe, time = require "pipe", require "time"
local reader, writer = pipe.pair()
while pcall(time.with_timeout, 0, writer.write_some, writer, ("x"):rep(4096)) do end -- until the pipe is full
local ok, e = pcall(time.with_timeout, 0.001, writer.write, writer, "lost")
print(ok, e.symbol)
local f = spawn(function() print(select(2, pcall(writer.write, writer, "lost")).symbol) end)
this_fiber.yield()
writer:cancel()
f:join()
spawn(function() writer:write("kept") writer:close() end)
local text = reader:read_text()
print(text:find("lost"), text:sub(-5))
