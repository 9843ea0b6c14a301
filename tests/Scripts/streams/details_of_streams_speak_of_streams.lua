local pipe = require "pipe"
local reader, writer = pipe.pair()
local ok, e = pcall(reader.assign, reader, writer:dup())
print(e.symbol, e.detail)
reader:close()
ok, e = pcall(writer.write, writer, "x")
print(e.symbol, e.detail)
ok, e = pcall(writer.write_some, writer, "x")
print(e.symbol, e.detail)

-- A write that has begun
local second, full = pipe.pair()
local f = spawn(function() return pcall(full.write, full, ("x"):rep(1000000)) end)
this_fiber.yield()
second:close()
ok, e = f:join()
print(e.symbol, (e.detail:gsub("%d+ of", "N of")))
